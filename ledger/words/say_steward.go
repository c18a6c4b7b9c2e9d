package words

// stewardSayings: who serves a market, who asks to, and what is moved.
var stewardSayings = map[string]text{
	"steward.invite": {
		"Pour devenir gardien de {market}, sur l'autre machine : foirail steward join {code}",
		"To become a steward of {market}, on the other machine: foirail steward join {code}",
		"Para ser guardián de {market}, en la otra máquina: foirail steward join {code}",
	},
	"steward.wished": {
		"{name} demande un siège à l'époque {number}. Laissez tourner « foirail serve » : la machine le demande d'elle-même dès qu'elle a reçu le registre, et montre qu'elle suit. Rien ne change tant que les gardiens ne l'ont pas décidé.",
		"{name} asks for a seat in epoch {number}. Leave “foirail serve” running: the machine asks by itself when it has received the ledger, and shows that it is in step. Nothing changes until the stewards decide it.",
		"{name} pide un asiento en la época {number}. Deje «foirail serve» en marcha: la máquina lo pide por sí misma cuando ha recibido el registro, y muestra que va al paso. Nada cambia hasta que los guardianes lo decidan.",
	},
	"steward.follows": {
		"Ce répertoire suit cette communauté. Lancez « foirail serve » pour tout recevoir, puis « foirail steward join » pour demander un siège.",
		"This directory follows that community. Run “foirail serve” to receive everything, then “foirail steward join” to ask for a seat.",
		"Este directorio sigue a esa comunidad. Ejecute «foirail serve» para recibirlo todo, y luego «foirail steward join» para pedir un asiento.",
	},
	"steward.joined": {
		"{name} demande un siège à l'époque {number} de {market}. Rien ne change tant que les gardiens ne l'ont pas décidé.",
		"{name} asks for a seat in epoch {number} of {market}. Nothing changes until the stewards decide it.",
		"{name} pide un asiento en la época {number} de {market}. Nada cambia hasta que los guardianes lo decidan.",
	},
	"steward.vault": {
		"Clé de coffre {account}. Lisez-la de vive voix aux gardiens, un nom peut être emprunté.",
		"Vault key {account}. Read it out to the stewards, a name can be borrowed.",
		"Clave de caja fuerte {account}. Léala de viva voz a los guardianes, un nombre se puede tomar prestado.",
	},
	"steward.council": {
		"{market}, époque {number}, {count} gardiens, il faut {need} voix.",
		"{market}, epoch {number}, {count} stewards, {need} votes are needed.",
		"{market}, época {number}, {count} guardianes, hacen falta {need} votos.",
	},
	"steward.proposed": {
		"Gardiens de l'époque {number} : {names}.",
		"Stewards of epoch {number}: {names}.",
		"Guardianes de la época {number}: {names}.",
	},
	"steward.motion": {
		"Proposition {motion} : {what} D'accord : {by}.",
		"Motion {motion}: {what} Agreed: {by}.",
		"Propuesta {motion}: {what} De acuerdo: {by}.",
	},
	"steward.motion.batch":        {"lot {number}.", "batch {number}.", "lote {number}."},
	"steward.motion.epoch":        {"époque {number} avec {names}.", "epoch {number} with {names}.", "época {number} con {names}."},
	"steward.motion.epoch.policy": {"époque {number} avec {names} et d'autres limites.", "epoch {number} with {names} and other limits.", "época {number} con {names} y otros límites."},
	"steward.motion.expire":       {"fin de la série {series}.", "the end of series {series}.", "fin de la serie {series}."},
	"steward.moved": {
		"Proposition {motion} déposée. Les paiements continuent comme avant.",
		"Motion {motion} is put forward. Payments go on as before.",
		"Propuesta {motion} presentada. Los pagos siguen como antes.",
	},
	"steward.agreed": {
		"Vous êtes d'accord avec la proposition {motion}. Les paiements continuent comme avant.",
		"You have agreed to motion {motion}. Payments go on as before.",
		"Está de acuerdo con la propuesta {motion}. Los pagos siguen como antes.",
	},
	"steward.moved.end": {
		"La fin de la série {series} est proposée, {amount} reviendraient à l'émetteur. Les machines des gardiens en décident.",
		"The end of series {series} is moved, {amount} would go back to the issuer. The stewards' machines decide it.",
		"Se propone el fin de la serie {series}, {amount} volverían al emisor. Lo deciden las máquinas de los guardianes.",
	},
	"steward.needed": {
		"Il manque l'accord de {count}. Chacun le donne avec « foirail steward propose --agree {motion} ».",
		"{count} more must agree. Each does so with “foirail steward propose --agree {motion}”.",
		"Falta el acuerdo de {count}. Cada uno lo da con «foirail steward propose --agree {motion}».",
	},
	"steward.enough": {
		"Les machines des gardiens en décident, il n'y a rien d'autre à faire. « foirail steward list » dit quand c'est fait.",
		"The stewards' machines decide it, nothing else need be done. “foirail steward list” tells when it is done.",
		"Lo deciden las máquinas de los guardianes, no hay nada más que hacer. «foirail steward list» dice cuándo está hecho.",
	},
	"steward.waits": {
		"Rien n'est proposé encore. On attend que demandent un siège avec « foirail steward join » : {names}. Recommencez ensuite. Les paiements continuent comme avant.",
		"Nothing is moved yet. Still to ask for a seat with “foirail steward join”: {names}. Then try again. Payments go on as before.",
		"Aún no se propone nada. Faltan por pedir asiento con «foirail steward join»: {names}. Vuelva a intentarlo después. Los pagos siguen como antes.",
	},
	"steward.nameless": {"sans nom", "without a name", "sin nombre"},

	"steward.lacks.not_in_step":  {"n'a pas encore montré ce que tient sa machine", "has not shown yet what the machine holds", "aún no ha mostrado lo que tiene su máquina"},
	"steward.lacks.fork_seen":    {"a signé deux fois", "has signed twice", "ha firmado dos veces"},
	"steward.lacks.restored_key": {"cette clé de vote a déjà servi", "this voting key has served before", "esta clave de voto ya ha servido"},

	"steward.head.next":      {"prêt pour la suivante", "ready for the next", "listo para la siguiente"},
	"steward.head.voting":    {"clé de vote", "voting key", "clave de voto"},
	"steward.head.candidate": {"candidat", "candidate", "candidato"},
	"steward.head.lacks":     {"il manque", "lacks", "le falta"},
}
