package words

// terminalSayings: what a terminal says beside results: questions, notes, kinds of movement, moments.
var terminalSayings = map[string]text{
	"when.at": {"{date} à {time}", "{date} at {time}", "{date} a las {time}"},

	"ask.code":   {"Code du coupon", "Code of the coupon", "Código del cupón"},
	"ask.memory": {"Qui lit cet écran peut prendre l'argent de {name}.", "Whoever reads this screen can take the money of {name}.", "Quien lea esta pantalla puede llevarse el dinero de {name}."},
	"ask.link": {
		"La clé {name} sera rattachée à {account} pour toujours.",
		"The key {name} will be linked to {account} for good.",
		"La clave {name} quedará vinculada a {account} para siempre.",
	},
	"ask.after": {
		"Les coupons après le n° {serial} seront imprimés de nouveau. Détruisez d'abord ce qui en est déjà sorti.",
		"Coupons after no. {serial} will be printed again. First destroy what has come out of them.",
		"Se imprimirán de nuevo los cupones después del n.º {serial}. Destruya antes lo que ya salió de ellos.",
	},

	"note.dry":    {"À blanc. Pour de bon, ce serait :", "A dry run. For real it would be:", "En seco. De verdad sería:"},
	"note.words":  {"Écrivez ses douze mots sur du papier : {command}", "Write its twelve words on paper: {command}", "Escriba sus doce palabras en papel: {command}"},
	"note.export": {"Secret de {name} écrit dans {path}.", "Secret of {name} written to {path}.", "Secreto de {name} escrito en {path}."},
	"note.link":   {"La clé {name} est rattachée à {account}, {level}.", "The key {name} is linked to {account}, {level}.", "La clave {name} queda vinculada a {account}, {level}."},
	"note.many":   {"{count} paiements faits, {amount}.", "{count} payments made, {amount}.", "{count} pagos hechos, {amount}."},
	"note.some":   {"{count} paiements sur {total} sont faits.", "{count} of {total} payments are done.", "{count} de {total} pagos están hechos."},
	"note.sent":   {"Feuille envoyée à l'imprimante {name}.", "Sheet sent to the printer {name}.", "Hoja enviada a la impresora {name}."},
	"note.stdout": {"Coupons {range}. Cette feuille est de l'argent à venir.", "Coupons {range}. This sheet is cash to be.", "Cupones {range}. Esta hoja es dinero por venir."},
	"note.man":    {"Pages de manuel écrites dans {path}.", "Manual pages written to {path}.", "Páginas de manual escritas en {path}."},
	"note.topics": {"Pages à lire : {other}", "Pages to read: {other}", "Páginas para leer: {other}"},
	"note.value":  {"Série {series}, n° {serial}, {amount}, jusqu'au {when}.", "Series {series}, no. {serial}, {amount}, until {when}.", "Serie {series}, n.º {serial}, {amount}, hasta el {when}."},
	"note.typed": {
		"Le code tapé ne prouve pas que ce papier est le vrai.",
		"A typed code does not prove that this paper is the real one.",
		"El código escrito no prueba que este papel sea el verdadero.",
	},

	"kind.deposit":  {"dépôt", "deposit", "depósito"},
	"kind.withdraw": {"retrait vers", "withdrawal to", "retirada hacia"},
	"kind.issue":    {"série émise", "series issued", "serie emitida"},
	"kind.cancel":   {"coupons annulés", "coupons cancelled", "cupones anulados"},
	"kind.expire":   {"série close", "series expired", "serie caducada"},

	"row.line":         {"soutenu par membre", "backed per member", "respaldado por miembro"},
	"row.fund":         {"fonds de garantie", "guarantee fund", "fondo de garantía"},
	"row.advance.cap":  {"avance par membre", "advance per member", "adelanto por miembro"},
	"row.advance.part": {"fonds pour les avances", "fund for advances", "fondo para adelantos"},
	"row.dispute.part": {"fonds pour les litiges", "fund for disputes", "fondo para litigios"},
	"row.quorum":       {"quorum", "quorum", "quórum"},
	"row.community":    {"communauté", "community", "comunidad"},
	"row.chain":        {"chaîne", "chain", "cadena"},
	"row.peers":        {"voisins", "peers", "vecinos"},
	"row.steward":      {"cette machine vote", "this machine votes", "esta máquina vota"},
	"row.reach":        {"quorum joignable", "quorum in reach", "quórum al alcance"},
	"row.v1":           {"clé de Ğ1 v1", "key of Ğ1 v1", "clave de Ğ1 v1"},
	"row.link":         {"lien", "link", "enlace"},
	"row.printed":      {"imprimés", "printed", "impresos"},
	"row.curve":        {"courbe", "curve", "curva"},

	"page.usage":    {"Usage", "Usage", "Uso"},
	"page.commands": {"Commandes", "Commands", "Órdenes"},
	"page.flags":    {"Options", "Flags", "Opciones"},
	"page.global":   {"Options de toutes les commandes", "Flags of every command", "Opciones de todas las órdenes"},
	"page.more": {
		"« {command} » en dit plus sur une commande.",
		"“{command}” says more about a command.",
		"«{command}» dice más sobre una orden.",
	},
}
