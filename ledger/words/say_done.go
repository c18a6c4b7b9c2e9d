package words

// doneSayings: what a command says when it has done its work, done.VERB.
var doneSayings = map[string]text{
	"done.found": {
		"Communauté {name} fondée, marché {market}.",
		"Community {name} founded, market {market}.",
		"Comunidad {name} fundada, mercado {market}.",
	},
	"done.account": {
		"Compte {name}, adresse {account}.",
		"Account {name}, address {account}.",
		"Cuenta {name}, dirección {account}.",
	},
	"done.words": {
		"Voici ses douze mots. Écrivez-les sur du papier, ils ne seront plus montrés.",
		"These are its twelve words. Write them on paper, they will not be shown again.",
		"Estas son sus doce palabras. Escríbalas en papel, no se mostrarán más.",
	},
	"done.deposit": {
		"Dépôt de {amount} attesté pour {account}.",
		"Deposit of {amount} attested for {account}.",
		"Depósito de {amount} atestiguado para {account}.",
	},
	"done.member": {
		"{account} est attesté comme membre.",
		"{account} is attested as a member.",
		"{account} queda atestiguado como miembro.",
	},
	"done.day": {
		"Jour {number} attesté.",
		"Day {number} attested.",
		"Día {number} atestiguado.",
	},
	"done.pay": {
		"{amount} payés à {to}, {level}.",
		"{amount} paid to {to}, {level}.",
		"{amount} pagados a {to}, {level}.",
	},
	"done.withdraw": {
		"Retrait de {amount} demandé vers {to}, {level}.",
		"Withdrawal of {amount} to {to} asked for, {level}.",
		"Retirada de {amount} hacia {to} pedida, {level}.",
	},
	"done.issue": {
		"Série {series} émise, {count} coupons, {amount}.",
		"Series {series} issued, {count} coupons, {amount}.",
		"Serie {series} emitida, {count} cupones, {amount}.",
	},
	"done.print": {
		"Feuille écrite dans {path}. C'est de l'argent à venir, imprimez-la puis effacez-la.",
		"Sheet written to {path}. It is cash to be, print it, then delete it.",
		"Hoja escrita en {path}. Es dinero por venir, imprímala y bórrela.",
	},
	"done.activate": {
		"Coupons {range} activés, {amount}.",
		"Coupons {range} activated, {amount}.",
		"Cupones {range} activados, {amount}.",
	},
	"done.cancel": {
		"Coupons {range} annulés, {amount} reviennent à l'émetteur.",
		"Coupons {range} cancelled, {amount} go back to the issuer.",
		"Cupones {range} anulados, {amount} vuelven al emisor.",
	},
	"done.expire": {
		"Série {series} close, {amount} reviennent à l'émetteur.",
		"Series {series} expired, {amount} go back to the issuer.",
		"Serie {series} caducada, {amount} vuelven al emisor.",
	},
	"done.redeem": {
		"{amount} encaissés sur {to}, {level}.",
		"{amount} cashed to {to}, {level}.",
		"{amount} cobrados en {to}, {level}.",
	},
	"done.verify": {
		"Tout est juste, {count} écritures relues. État {hash}.",
		"All is right, {count} entries read again. State {hash}.",
		"Todo está bien, {count} asientos releídos. Estado {hash}.",
	},
	"done.epoch": {
		"L'époque {number} commence.",
		"Epoch {number} begins.",
		"Empieza la época {number}.",
	},
	"done.export": {
		"{count} écritures écrites dans {path}.",
		"{count} entries written to {path}.",
		"{count} asientos escritos en {path}.",
	},
	"done.export.none": {
		"Rien ne manque à l'autre machine. {path} est un fichier sans écriture.",
		"The other machine lacks nothing. {path} is a file without entries.",
		"A la otra máquina no le falta nada. {path} es un archivo sin asientos.",
	},
	"done.frontier": {
		"{path} dit ce que tient cette machine, {count} écritures. Sur l'autre : foirail bundle export --for {path} FICHIER",
		"{path} tells what this machine holds, {count} entries. On the other: foirail bundle export --for {path} FILE",
		"{path} dice lo que tiene esta máquina, {count} asientos. En la otra: foirail bundle export --for {path} ARCHIVO",
	},
	"done.import": {
		"{count} nouvelles écritures reçues.",
		"{count} new entries received.",
		"{count} asientos nuevos recibidos.",
	},
	"done.backup": {
		"Sauvegarde écrite dans {path}. Elle ne contient aucune clé de vote.",
		"Backup written to {path}. It holds no voting key.",
		"Copia escrita en {path}. No contiene ninguna clave de voto.",
	},
	"done.restore": {
		"Sauvegarde restaurée. Une nouvelle clé de vote sert dès l'époque suivante.",
		"Backup restored. A new voting key serves from the next epoch on.",
		"Copia restaurada. Una nueva clave de voto sirve desde la época siguiente.",
	},
	"done.restore.watch": {
		"Sauvegarde restaurée. Cette machine n'a pas de clé de vote, un gardien revient par « foirail steward join ».",
		"Backup restored. This machine has no voting key, a steward comes back by “foirail steward join”.",
		"Copia restaurada. Esta máquina no tiene clave de voto, un guardián vuelve con «foirail steward join».",
	},
	"done.passphrase": {
		"La phrase de passe est changée.",
		"The passphrase is changed.",
		"La frase de contraseña ha cambiado.",
	},
	"done.again": {
		"C'était déjà fait, rien n'a changé.",
		"It was done before, nothing has changed.",
		"Ya estaba hecho, no ha cambiado nada.",
	},
}
