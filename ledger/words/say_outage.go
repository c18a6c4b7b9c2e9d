package words

// outageSayings: the drill that `foirail demo outage` plays, from the deposit to the settlement.
var outageSayings = map[string]text{
	"help.demo.outage": {"Jouer une coupure entière, du dépôt au règlement, en monnaie de jeu", "Play a whole outage, from deposit to settlement, in play money", "Jugar un corte entero, del depósito a la liquidación, con dinero de juego"},

	"outage.intro": {
		"Une coupure, du dépôt au règlement, sur une chaîne de jeu de cette machine, dans {path}. Rien de réel n'est touché.",
		"An outage, from deposit to settlement, on a play chain on this machine, in {path}. Nothing real is touched.",
		"Un corte, del depósito a la liquidación, en una cadena de juego de esta máquina, en {path}. No se toca nada real.",
	},
	"outage.act.council": {"1. Quatre gardiens", "1. Four stewards", "1. Cuatro guardianes"},
	"outage.act.deposit": {"2. Les dépôts", "2. The deposits", "2. Los depósitos"},
	"outage.act.cut":     {"3. La route est coupée", "3. The road is cut", "3. La ruta se corta"},
	"outage.act.parted":  {"4. Le village aussi est coupé en deux", "4. The village is cut in two as well", "4. También la aldea se parte en dos"},
	"outage.act.home":    {"5. Chacun demande son argent", "5. Everybody asks for the money", "5. Cada uno pide su dinero"},
	"outage.act.settle":  {"6. La route se rouvre", "6. The road opens again", "6. La ruta se reabre"},
	"outage.act.account": {"7. Les comptes", "7. The account", "7. Las cuentas"},

	"outage.wallets": {
		"{count} personnes ont chacune {amount} sur la chaîne.",
		"{count} people have {amount} on the chain each.",
		"{count} personas tienen cada una {amount} en la cadena.",
	},
	"outage.pays": {
		"{name} envoie {amount} au coffre, avec son portefeuille.",
		"{name} sends {amount} to the vault, with a wallet.",
		"{name} envía {amount} a la caja, con su monedero.",
	},
	"outage.attested": {
		"Les machines des gardiens l'ont lu sur la chaîne et en attestent. Les {count} dépôts comptent, {seconds} plus tard.",
		"The stewards' machines have read it on the chain and attest it. All {count} deposits count, {seconds} later.",
		"Las máquinas de los guardianes lo han leído en la cadena y dan fe. Los {count} depósitos cuentan, {seconds} después.",
	},
	"outage.waits": {
		"Un lot attend {needed} approbations, de {names}.",
		"A batch waits for {needed} approvals, of {names}.",
		"Un lote espera {needed} aprobaciones, de {names}.",
	},
	"outage.approves": {
		"{name} regarde le lot {number} et dit oui. C'est {what}.",
		"{name} looks at batch {number} and says yes. It is {what}.",
		"{name} mira el lote {number} y dice que sí. Es {what}.",
	},
	"outage.opened": {
		"Le coffre est ouvert, et tient {amount}.",
		"The vault is open, and holds {amount}.",
		"La caja está abierta, y guarda {amount}.",
	},
	"outage.cancelled": {
		"Les coupons {range} restent en réserve. Ils sont annulés, et leur valeur revient à l'émetteur.",
		"Coupons {range} are not needed. They are cancelled, and their value goes back to the issuer.",
		"Los cupones {range} no hacen falta. Se anulan, y su valor vuelve al emisor.",
	},
	"outage.cut": {
		"Plus d'Internet. Les {count} machines le disent, et le marché continue.",
		"There is no Internet any more. All {count} machines say so, and the market goes on.",
		"Ya no hay Internet. Las {count} máquinas lo dicen, y el mercado sigue.",
	},
	"outage.cashes": {
		"{name} encaisse un coupon de {amount}. C'est {level}.",
		"{name} cashes a coupon of {amount}. It is {level}.",
		"{name} cobra un cupón de {amount}. Está {level}.",
	},
	"outage.healed": {
		"Le village est réuni. Tout ce qui était promis est final, et les {count} machines calculent le même état.",
		"The village is whole again. All that was promised is final, and all {count} machines compute the same state.",
		"La aldea se reúne. Todo lo prometido es final, y las {count} máquinas calculan el mismo estado.",
	},
	"outage.off": {
		"La machine de {name} est éteinte. Trois gardiens sur quatre suffisent.",
		"{name}'s machine is off. Three stewards of four are enough.",
		"La máquina de {name} está apagada. Tres guardianes de cuatro bastan.",
	},
	"outage.road": {
		"Internet revient. {names} le voient d'eux-mêmes, lisent les {blocks} blocs manqués, et décident qui est payé.",
		"The Internet is back. {names} notice by themselves, read the {blocks} blocks that they missed, and decide who is paid.",
		"Vuelve Internet. {names} lo notan por sí mismos, leen los {blocks} bloques perdidos, y deciden a quién se paga.",
	},
	"outage.paid": {
		"{name} reçoit {amount} sur la chaîne.",
		"{name} receives {amount} on the chain.",
		"{name} recibe {amount} en la cadena.",
	},
	"outage.back": {
		"La machine de {name} est rallumée. Elle lit les reçus, et calcule comme les autres.",
		"{name}'s machine is on again. It reads the receipts, and computes as the others do.",
		"La máquina de {name} vuelve a encenderse. Lee los recibos, y calcula como las demás.",
	},
	"outage.vault": {
		"Le coffre tient {amount} sur la chaîne, et le registre dit {total}. C'est la valeur des coupons encore en circulation, {coupons}.",
		"The vault holds {amount} on the chain, and the ledger says {total}. That is the value of the coupons still in people's hands, {coupons}.",
		"La caja guarda {amount} en la cadena, y el registro dice {total}. Es el valor de los cupones aún en circulación, {coupons}.",
	},
	"outage.report": {
		"Le rapport est à lire dans {path}.",
		"The report is there to read at {path}.",
		"El informe puede leerse en {path}.",
	},
	"outage.head.before":    {"avant, sur la chaîne", "before, on the chain", "antes, en la cadena"},
	"outage.head.deposited": {"déposé", "deposited", "depositado"},
	"outage.head.traded":    {"échangé", "traded", "comerciado"},
	"outage.head.paid":      {"payé", "paid out", "pagado"},
	"outage.head.after":     {"après, sur la chaîne", "after, on the chain", "después, en la cadena"},
	"outage.right":          {"juste au centime", "right to the cent", "exacto al céntimo"},
	"outage.done": {
		"Chacun a sur la chaîne ce qu'il y avait, plus ce qu'il a gagné, moins ce qu'il a dépensé. Le tout a duré {seconds}.",
		"Everybody has on the chain what was there before, plus what was earned, less what was spent. All of it took {seconds}.",
		"Cada uno tiene en la cadena lo que tenía, más lo ganado, menos lo gastado. Todo duró {seconds}.",
	},
}
