package words

// stateSayings: the states of a coupon by their JSON names, state.NAME short and state.NAME.long as a sentence.
var stateSayings = map[string]text{
	"state.genuine":   {"authentique", "genuine", "auténtico"},
	"state.dormant":   {"pas encore activé", "not active", "sin activar"},
	"state.good":      {"valable", "good", "válido"},
	"state.cashed":    {"encaissé", "cashed", "cobrado"},
	"state.cancelled": {"annulé", "cancelled", "anulado"},
	"state.expired":   {"expiré", "expired", "caducado"},
	"state.forged":    {"faux", "forged", "falso"},

	"state.genuine.long": {
		"Coupon authentique, dont on ne sait pas ici s'il a été encaissé. Sans lien avec les gardiens, l'accepter est à votre risque.",
		"A genuine coupon, not known to be cashed here. Out of touch with the stewards, taking it is at your own risk.",
		"Cupón auténtico, no consta aquí que se haya cobrado. Sin contacto con los guardianes, aceptarlo es a su riesgo.",
	},
	"state.dormant.long": {
		"Coupon authentique, que son émetteur n'a pas encore activé. Il ne vaut rien pour l'instant.",
		"A genuine coupon that its issuer has not activated yet. It is worth nothing for now.",
		"Cupón auténtico que su emisor aún no ha activado. Por ahora no vale nada.",
	},
	"state.good.long": {
		"Coupon valable de {amount}.",
		"A good coupon of {amount}.",
		"Cupón válido de {amount}.",
	},
	"state.cashed.long": {
		"Coupon encaissé le {when} par {to}. Il ne vaut plus rien.",
		"Cashed on {when} by {to}. It is worth nothing any more.",
		"Cobrado el {when} por {to}. Ya no vale nada.",
	},
	"state.cancelled.long": {
		"Coupon annulé par son émetteur. Il ne vaut rien.",
		"Cancelled by its issuer. It is worth nothing.",
		"Anulado por su emisor. No vale nada.",
	},
	"state.expired.long": {
		"Coupon expiré. Sa valeur est revenue à l'émetteur.",
		"Expired. Its value went back to the issuer.",
		"Caducado. Su valor volvió al emisor.",
	},
	"state.forged.long": {
		"Faux coupon, l'émetteur qu'il nomme ne l'a jamais fait.",
		"A forged coupon, the issuer it names never made it.",
		"Cupón falso, el emisor que nombra nunca lo hizo.",
	},
}
