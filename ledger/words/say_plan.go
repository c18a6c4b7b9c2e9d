package words

// planSayings: what fits into the law's airtime.
var planSayings = map[string]text{
	"plan.intro": {
		"{villages} villages, {count} paiements par heure en tout, {stewards} gardiens par marché, {loss} % de pertes, {region}.",
		"{villages} villages, {count} payments an hour in all, {stewards} stewards a market, {loss} % lost, {region}.",
		"{villages} aldeas, {count} pagos por hora en total, {stewards} guardianes por mercado, {loss} % de pérdidas, {region}.",
	},
	"plan.head.profile": {"réglage", "way to send", "ajuste"},
	"plan.head.payment": {"un paiement", "one payment", "un pago"},
	"plan.head.hour":    {"par heure et radio", "an hour and radio", "por hora y radio"},
	"plan.head.channel": {"canal occupé", "channel busy", "canal ocupado"},
	"plan.head.most":    {"au plus par heure", "at most an hour", "como máximo por hora"},
	"plan.head.delay":   {"final là-bas après", "final there after", "final allí tras"},
	"plan.head.fits":    {"passe", "fits", "cabe"},
	"plan.payment":      {"{bytes} o, {time} s", "{bytes} B, {time} s", "{bytes} B, {time} s"},
	"plan.hour":         {"{number} s sur {total}", "{number} s of {total}", "{number} s de {total}"},
	"plan.signs": {
		"Meshtastic est compté avec un micrologiciel 2.8 ou plus récent, qui signe les trames courtes ; pour un plus ancien : --firmware 2.7.",
		"Meshtastic is reckoned with firmware 2.8 or newer, which signs short frames; for an older one: --firmware 2.7.",
		"Meshtastic se calcula con firmware 2.8 o más nuevo, que firma las tramas cortas; para uno más antiguo: --firmware 2.7.",
	},
	"plan.note": {
		"C'est un calcul, pas une promesse : collines, murs et voisins bruyants décident aussi.",
		"This is a calculation, not a promise: hills, walls and noisy neighbours decide, too.",
		"Es un cálculo, no una promesa: también deciden las colinas, las paredes y los vecinos ruidosos.",
	},
}
