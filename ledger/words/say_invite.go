package words

// inviteSayings: whom a founder invites by name, and a seat that a machine will ask for.
var inviteSayings = map[string]text{
	"invite.awaited": {
		"Un conseil de {count} est attendu. Cette machine le met en place d'elle-même dès que ceux-ci ont rejoint et suivent : {names}.",
		"A council of {count} is awaited. This machine seats it by itself as soon as these have joined and are in step: {names}.",
		"Se espera un consejo de {count}. Esta máquina lo sienta por sí misma en cuanto estos se hayan unido y vayan al paso: {names}.",
	},
	"invite.for": {
		"Pour {name}, sur sa machine : foirail steward join {code}",
		"For {name}, on their machine: foirail steward join {code}",
		"Para {name}, en su máquina: foirail steward join {code}",
	},
	"invite.roads": {
		"Sans adresse, une invitation sert sur le même réseau local, ou avec des fichiers portés. Pendant que « foirail serve » tourne, « foirail steward invite » y met les adresses.",
		"Without an address an invitation serves on the same local network, or with files that are carried. While “foirail serve” runs, “foirail steward invite” puts the addresses in.",
		"Sin dirección, una invitación sirve en la misma red local, o con archivos que se llevan. Mientras «foirail serve» está en marcha, «foirail steward invite» pone las direcciones.",
	},
	"invite.care": {
		"Chaque invitation est pour une personne et sert une fois. Qui l'a peut prendre ce siège, donnez-la en main propre. Si elle sert deux fois, rien ne se fait sans vous. « foirail steward list » montre les clés de coffre, comparez-les de vive voix.",
		"Each invitation is for one person and serves once. Whoever has it can take that seat, so hand it over yourself. If it is used twice, nothing is done without you. “foirail steward list” shows the vault keys, compare them by word of mouth.",
		"Cada invitación es para una persona y sirve una vez. Quien la tenga puede tomar ese asiento, entréguela en mano. Si se usa dos veces, no se hace nada sin usted. «foirail steward list» muestra las claves de caja fuerte, compárelas de viva voz.",
	},
	"invite.head":  {"invité", "invited", "invitado"},
	"invite.row":   {"on attend", "waiting for", "se espera a"},
	"invite.waits": {"On attend : {names}.", "Waiting for: {names}.", "Se espera a: {names}."},
	"invite.doubt": {
		"Un nom ou une invitation n'est pas clair. Comparez les clés de coffre de vive voix, puis nommez vous-même chaque siège par sa clé : foirail steward propose --seat CLÉ …",
		"A name or an invitation is not clear. Compare the vault keys by word of mouth, then name each seat yourself by its key: foirail steward propose --seat KEY …",
		"Un nombre o una invitación no está claro. Compare las claves de caja fuerte de viva voz, y nombre usted cada asiento por su clave: foirail steward propose --seat CLAVE …",
	},

	"steward.lacks.not_come":     {"personne n'est venu avec cette invitation", "nobody has come with this invitation", "nadie ha venido con esta invitación"},
	"steward.lacks.seat_missing": {"n'a pas encore demandé ce siège", "has not asked for this seat yet", "aún no ha pedido este asiento"},
	"steward.lacks.used_twice":   {"deux sont venus avec cette invitation", "two have come with this invitation", "dos han venido con esta invitación"},
	"steward.lacks.other_name":   {"se donne un autre nom", "goes by another name", "usa otro nombre"},
	"steward.lacks.same_name":    {"un autre porte ce nom", "somebody else goes by this name", "otro usa este nombre"},
	"steward.lacks.same_key":     {"a déjà un siège ou une autre invitation", "has a seat or another invitation already", "ya tiene un asiento u otra invitación"},

	"wish.row":   {"demande à faire", "seat to ask for", "asiento por pedir"},
	"wish.waits": {"{name}, époque {number}, dès que le registre est là", "{name}, epoch {number}, as soon as the ledger is here", "{name}, época {number}, en cuanto llegue el registro"},
}
