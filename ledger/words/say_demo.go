package words

// demoSayings: the plain-words tale that `foirail demo` tells: a market day, then a village.
var demoSayings = map[string]text{
	"demo.found": {
		"La communauté {name} est fondée, avec son marché {market} et un seul gardien.",
		"The community {name} is founded, with its market {market} and a single steward.",
		"Se funda la comunidad {name}, con su mercado {market} y un solo guardián.",
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
	"demo.intro": {
		"Un marché et son village, en monnaie de jeu, dans {path}.",
		"A market and its village, in play money, in {path}.",
		"Un mercado y su aldea, con dinero de juego, en {path}.",
	},
	"demo.accounts": {
		"{names} ouvrent chacun un compte.",
		"{names} open an account each.",
		"{names} abren cada uno una cuenta.",
	},
	"demo.more": {
		"Les machines restent dans {path} et dans ses dossiers, foirail serve les fait revivre. La phrase de passe de ce jeu est « {word} ».",
		"The machines are left in {path} and the folders in it, and foirail serve brings them back to life. The passphrase of this game is “{word}”.",
		"Las máquinas quedan en {path} y en sus carpetas, y foirail serve las devuelve a la vida. La frase de contraseña de este juego es «{word}».",
	},

	"demo.act.day":     {"1. Un jour de marché, sur une seule machine", "1. A market day, on one machine", "1. Un día de mercado, en una sola máquina"},
	"demo.act.village": {"2. Le village, et quatre gardiens", "2. The village, and four stewards", "2. La aldea, y cuatro guardianes"},
	"demo.act.cut":     {"3. La coupure", "3. The cut", "3. El corte"},
	"demo.act.fraud":   {"4. La fraude", "4. The fraud", "4. El fraude"},
	"demo.act.healing": {"5. La guérison", "5. The healing", "5. La curación"},
	"demo.act.debt":    {"6. La dette", "6. The debt", "6. La deuda"},
	"demo.act.count":   {"7. Les comptes", "7. The account", "7. Las cuentas"},

	"demo.seconds": {"{whole},{part} s", "{whole}.{part} s", "{whole},{part} s"},
	"demo.bytes":   {"{whole},{part} ko", "{whole}.{part} kB", "{whole},{part} kB"},
	"demo.entries": {"{count} écritures", "{count} entries", "{count} asientos"},

	"demo.twin": {"La copie de {name}", "{name}'s copy", "La copia de {name}"},
	"demo.haste": {
		"Pour le récit, les machines vivent {count} fois plus vite que sur un vrai marché.",
		"For the tale the machines live {count} times faster than on a real market.",
		"Para el relato, las máquinas viven {count} veces más deprisa que en un mercado real.",
	},
	"demo.arrive": {
		"{names} apportent leurs machines. En {seconds} et {bytes} sur les câbles, chacune a les {count} écritures d'Ana, et calcule le même état.",
		"{names} bring their machines. In {seconds} and {bytes} on the wires, each has Ana's {count} entries, and computes the same state.",
		"{names} traen sus máquinas. En {seconds} y {bytes} por los cables, cada una tiene los {count} asientos de Ana, y calcula el mismo estado.",
	},
	"demo.members": {
		"Ana atteste que {names} sont membres de la toile de confiance.",
		"Ana attests that {names} are members of the web of trust.",
		"Ana da fe de que {names} son miembros de la red de confianza.",
	},
	"demo.policy": {
		"Ana fixe les limites. Ce qui n'est que soutenu ne dépasse pas {line} par membre, ni {fund} en tout.",
		"Ana sets the lines. What is only backed stays within {line} for each member, and {fund} in all.",
		"Ana fija los límites. Lo que solo está respaldado no pasa de {line} por miembro, ni de {fund} en total.",
	},
	"demo.join": {
		"{names} demandent un siège de gardien. Leurs machines montrent qu'elles calculent comme celle d'Ana, en {seconds}.",
		"{names} ask for a steward's seat. Their machines show that they compute as Ana's does, in {seconds}.",
		"{names} piden un puesto de guardián. Sus máquinas muestran que calculan como la de Ana, en {seconds}.",
	},
	"demo.seated": {
		"{name} le propose, c'est décidé. L'époque {number} a {count} gardiens, qui votent {seconds} plus tard. {needed} votes rendent un paiement final.",
		"{name} proposes it, and it is decided. Epoch {number} has {count} stewards, who vote {seconds} later. {needed} votes make a payment final.",
		"{name} lo propone, y queda decidido. La época {number} tiene {count} guardianes, que votan {seconds} después. {needed} votos hacen final un pago.",
	},
	"demo.final": {
		"{name} paie {amount} à {to}. C'est {level} en {seconds}, avec {bytes} sur tous les câbles.",
		"{name} pays {amount} to {to}. It is {level} in {seconds}, with {bytes} on all the wires.",
		"{name} paga {amount} a {to}. Está {level} en {seconds}, con {bytes} por todos los cables.",
	},
	"demo.cut": {
		"Un arbre tombe sur le câble. D'un côté {left}, de l'autre {right}.",
		"A tree falls on the cable. {left} are on one side, {right} on the other.",
		"Un árbol cae sobre el cable. A un lado {left}, al otro {right}.",
	},
	"demo.reach": {
		"{name} le lit sur sa machine. {reach} gardiens sur {count} sont en vue, il en faut {needed}, rien ne peut devenir final.",
		"{name}'s machine says it. {reach} of {count} stewards are in reach, {needed} are needed, nothing can become final.",
		"{name} lo lee en su máquina. {reach} de {count} guardianes están a la vista, hacen falta {needed}, nada puede ser final.",
	},
	"demo.waits": {
		"{name} paie {amount} à {to}. C'est {level}, et ne devient pas final.",
		"{name} pays {amount} to {to}. It is {level}, and does not become final.",
		"{name} paga {amount} a {to}. Está {level}, y no llega a ser final.",
	},
	"demo.beyond": {
		"C'est au-delà de sa limite. De {line}, chaque gardien peut soutenir le quart, {amount}.",
		"It is beyond the line. Of {line}, each steward may back a quarter, {amount}.",
		"Está más allá de su límite. De {line}, cada guardián puede respaldar la cuarta parte, {amount}.",
	},
	"demo.copy": {
		"{name} a {amount}. Il copie sa machine, clé comprise, et porte la copie de l'autre côté.",
		"{name} has {amount}. He copies his machine, key and all, and carries the copy to the other side.",
		"{name} tiene {amount}. Copia su máquina, con la clave, y lleva la copia al otro lado.",
	},
	"demo.unseen": {
		"Chaque côté a fait ce qu'il devait. Personne ne pouvait voir l'autre paiement.",
		"Each side has done as it should. Nobody could see the other payment.",
		"Cada lado ha hecho lo que debía. Nadie podía ver el otro pago.",
	},
	"demo.proven": {
		"Le câble est réparé. Après {seconds}, les {count} machines ont la preuve que {name} a signé deux fois.",
		"The cable is mended. After {seconds}, all {count} machines have the proof that {name} has signed twice.",
		"El cable está reparado. Tras {seconds}, las {count} máquinas tienen la prueba de que {name} firmó dos veces.",
	},
	"demo.healed": {
		"Après {seconds} et {bytes}, tout ce qui était honnête est final, la promesse aussi, et l'état est partout le même.",
		"After {seconds} and {bytes}, all that was honest is final, the promise too, and the state is the same everywhere.",
		"Tras {seconds} y {bytes}, todo lo honesto es final, la promesa también, y el estado es el mismo en todas partes.",
	},
	"demo.keeps": {
		"{name} garde ses {amount}, et a {total}.",
		"{name} keeps the {amount}, and has {total}.",
		"{name} conserva sus {amount}, y tiene {total}.",
	},
	"demo.deficit": {
		"{name} est à {amount}. C'est la fraude, au centime près.",
		"{name} stands at {amount}. That is the fraud, to the cent.",
		"{name} está en {amount}. Es el fraude, al céntimo.",
	},
	"demo.conserved": {
		"Tout est recompté sur chaque machine. {deposits} de dépôts, moins {withdrawals} de retraits, font {balances} sur les comptes et {coupons} en coupons.",
		"All is counted again on every machine. Deposits of {deposits}, less {withdrawals} withdrawn, make {balances} on accounts and {coupons} in coupons.",
		"Todo se recuenta en cada máquina. Depósitos de {deposits}, menos {withdrawals} retirados, dan {balances} en cuentas y {coupons} en cupones.",
	},
	"demo.brings": {
		"{name} apporte {amount}. {names} en attestent, chacun sur sa machine.",
		"{name} brings {amount}. {names} attest it, each on a machine of their own.",
		"{name} trae {amount}. {names} dan fe, cada uno en su máquina.",
	},
	"demo.ended": {
		"Les gardiens closent le différend, {seconds} plus tard. Les deux paiements sont finals, et le compte reprend.",
		"The stewards end the dispute, {seconds} later. Both payments are final, and the account goes on.",
		"Los guardianes cierran la disputa, {seconds} después. Los dos pagos son finales, y la cuenta sigue.",
	},
	"demo.sums": {
		"{count} machines, {entries} écritures, un seul état. {bytes} ont passé sur les câbles, et tout a duré {seconds}.",
		"{count} machines, {entries} entries, a single state. {bytes} went over the wires, and all of it took {seconds}.",
		"{count} máquinas, {entries} asientos, un solo estado. Por los cables pasaron {bytes}, y todo duró {seconds}.",
	},
}
