package words

// levelSayings: how far a payment may be relied on, level.NAME short and level.NAME.long as a sentence.
var levelSayings = map[string]text{
	"level.promised": {"promis", "promised", "prometido"},
	"level.backed":   {"soutenu", "backed", "respaldado"},
	"level.final":    {"final", "final", "final"},
	"level.settled":  {"réglé sur la chaîne", "settled on the chain", "liquidado en la cadena"},

	"level.promised.long": {
		"Signé, mais ce n'est pas encore de l'argent. Le risque est pour qui reçoit.",
		"Signed, not yet money. The risk is the payee's own.",
		"Firmado, pero aún no es dinero. El riesgo es de quien recibe.",
	},
	"level.backed.long": {
		"Compte dès maintenant et peut être dépensé. En cas de fraude, le fonds de garantie paie.",
		"Counts now and may be spent. Should it prove a fraud, the guarantee fund pays.",
		"Cuenta ya y puede gastarse. Si resulta un fraude, paga el fondo de garantía.",
	},
	"level.final.long": {
		"Personne ne peut plus le défaire.",
		"Nobody can undo it any more.",
		"Nadie puede deshacerlo ya.",
	},
	"level.settled.long": {
		"Les Ğ1 sont sur la chaîne.",
		"The Ğ1 are on the chain.",
		"Los Ğ1 están en la cadena.",
	},
}
