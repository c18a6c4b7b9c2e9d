package words

// demoSayings: the plain-words tale of a market day that `foirail demo` tells.
var demoSayings = map[string]text{
	"demo.intro": {
		"Un jour de marché, en monnaie de jeu, dans {path}.",
		"A market day, in play money, in {path}.",
		"Un día de mercado, con dinero de juego, en {path}.",
	},
	"demo.found": {
		"La communauté {name} est fondée, avec son marché {market} et un seul gardien.",
		"The community {name} is founded, with its market {market} and a single steward.",
		"Se funda la comunidad {name}, con su mercado {market} y un solo guardián.",
	},
	"demo.account": {
		"{name} ouvre un compte.",
		"{name} opens an account.",
		"{name} abre una cuenta.",
	},
	"demo.deposit": {
		"{name} dépose {amount}, et le gardien en atteste.",
		"{name} deposits {amount}, and the steward attests it.",
		"{name} deposita {amount}, y el guardián da fe.",
	},
	"demo.issue": {
		"{name} émet {count} coupons pour {amount}. La somme quitte son compte et entre dans la série.",
		"{name} issues {count} coupons for {amount}. The sum leaves the account and goes into the series.",
		"{name} emite {count} cupones por {amount}. La suma sale de su cuenta y entra en la serie.",
	},
	"demo.print": {
		"La feuille est imprimée dans {path}. Elle ne vaut encore rien.",
		"The sheet is printed to {path}. It is worth nothing yet.",
		"La hoja se imprime en {path}. Todavía no vale nada.",
	},
	"demo.activate": {
		"Les coupons {range} sont remis et activés. C'est maintenant de l'argent liquide.",
		"Coupons {range} are handed over and activated. They are cash now.",
		"Los cupones {range} se entregan y se activan. Ahora son dinero en efectivo.",
	},
	"demo.cancel": {
		"Les coupons {range} sont gâchés. Annulés tant qu'ils dorment, ils rendent {amount} à l'émetteur.",
		"Coupons {range} are spoiled. Cancelled while dormant, they give {amount} back to the issuer.",
		"Los cupones {range} se estropean. Anulados mientras duermen, devuelven {amount} al emisor.",
	},
	"demo.check": {
		"{name} vérifie un coupon avant de le prendre. Réponse du registre, {state}.",
		"{name} checks a coupon before taking it. The ledger's answer is {state}.",
		"{name} comprueba un cupón antes de aceptarlo. El registro responde {state}.",
	},
	"demo.redeem": {
		"{name} ouvre le pli et encaisse {amount}.",
		"{name} opens the fold and cashes {amount}.",
		"{name} abre el pliegue y cobra {amount}.",
	},
	"demo.again": {
		"Quelqu'un tente d'encaisser le même coupon. Refusé.",
		"Somebody tries to cash the same coupon. Refused.",
		"Alguien intenta cobrar el mismo cupón. Rechazado.",
	},
	"demo.pay": {
		"{name} paie {amount} à {to}.",
		"{name} pays {amount} to {to}.",
		"{name} paga {amount} a {to}.",
	},
	"demo.withdraw": {
		"{name} demande {amount} pour son compte sur la chaîne.",
		"{name} asks for {amount} on the chain.",
		"{name} pide {amount} en la cadena.",
	},
	"demo.balance": {
		"{name} a {amount}.",
		"{name} has {amount}.",
		"{name} tiene {amount}.",
	},
	"demo.import": {
		"{name} apporte la clé que tout le monde connaît, identifiant toto et mot de passe toto. C'est l'adresse {account}.",
		"{name} brings the key that everybody knows, identifier toto and password toto. It is the address {account}.",
		"{name} trae la clave que todos conocen, identificador toto y contraseña toto. Es la dirección {account}.",
	},
	"demo.outside": {
		"{name} tente d'encaisser avec le côté public, sans ouvrir le pli. Refusé.",
		"{name} tries to cash with the outside, without opening the fold. Refused.",
		"{name} intenta cobrar con el lado público, sin abrir el pliegue. Rechazado.",
	},
	"demo.typo": {
		"{name} tape le code caché et échange deux caractères. Refusé.",
		"{name} types the hidden code and swaps two characters. Refused.",
		"{name} escribe el código oculto e intercambia dos caracteres. Rechazado.",
	},
	"demo.forged": {
		"Quelqu'un montre un coupon retouché. Réponse du registre, {state}.",
		"Somebody shows a coupon that was altered. The ledger's answer is {state}.",
		"Alguien muestra un cupón retocado. El registro responde {state}.",
	},
	"demo.because": {"→ {reason}", "→ {reason}", "→ {reason}"},
	"demo.poor": {
		"{name} veut payer {amount} à {to}. Refusé.",
		"{name} wants to pay {amount} to {to}. Refused.",
		"{name} quiere pagar {amount} a {to}. Rechazado.",
	},
	"demo.backing": {
		"Où est l'argent du marché, pour qui veut le voir.",
		"Where the money of the market is, for all to see.",
		"Dónde está el dinero del mercado, para quien quiera verlo.",
	},
	"demo.more": {
		"Pour continuer à la main, mettez --dir {path} derrière chaque commande. La phrase de passe de ce jeu est « {word} ».",
		"To go on by hand, put --dir {path} behind each command. The passphrase of this game is “{word}”.",
		"Para seguir a mano, ponga --dir {path} detrás de cada orden. La frase de contraseña de este juego es «{word}».",
	},
	"demo.verify": {
		"Tout est relu depuis la première écriture. Chaque centime doit être à sa place.",
		"All is read again from the first entry. Every cent must be in its place.",
		"Todo se relee desde el primer asiento. Cada céntimo debe estar en su sitio.",
	},
	"demo.done": {
		"Le compte est bon. La feuille est à ouvrir dans {path}.",
		"The account is right. The sheet is there to open at {path}.",
		"La cuenta cuadra. La hoja puede abrirse en {path}.",
	},
}
