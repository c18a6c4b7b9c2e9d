package words

// meshSayings: what a node that runs says, and how it and the others are told of.
var meshSayings = map[string]text{
	"mesh.ready":   {"Prêt, {name}, {count} adresses. Ctrl-C pour arrêter.", "Ready, {name}, {count} addresses. Ctrl-C to stop.", "Listo, {name}, {count} direcciones. Ctrl-C para parar."},
	"mesh.nobody":  {"en attente des autres", "waiting for others", "a la espera de otros"},
	"mesh.stopped": {"Arrêté.", "Stopped.", "Detenido."},
	"mesh.added":   {"{count} adresses de plus à joindre.", "{count} more addresses to meet.", "{count} direcciones más por contactar."},
	"mesh.follows": {
		"Ce répertoire suit cette communauté. Lancez « foirail serve » pour tout recevoir.",
		"This directory follows that community. Run “foirail serve” to receive everything.",
		"Este directorio sigue a esa comunidad. Ejecute «foirail serve» para recibirlo todo.",
	},
	"mesh.code":    {"Pour rejoindre : foirail peer add {code}", "To join: foirail peer add {code}", "Para unirse: foirail peer add {code}"},
	"mesh.known":   {"{count} étaient connues.", "{count} were known.", "{count} ya se conocían."},
	"mesh.refused": {"{count} refusées : {reason}", "{count} refused: {reason}", "{count} rechazados: {reason}"},

	"mesh.seat":    {"{answer}, siège {number} sur {total}", "{answer}, seat {number} of {total}", "{answer}, asiento {number} de {total}"},
	"mesh.reach":   {"{answer}, {count} gardiens sur {total}, il en faut {need}", "{answer}, {count} of {total} stewards, {need} are needed", "{answer}, {count} de {total} guardianes, hacen falta {need}"},
	"mesh.waiting": {"{promised} promises, {backed} soutenues", "{promised} promised, {backed} backed", "{promised} prometidos, {backed} respaldados"},

	"mesh.row.waiting": {"pas encore finales", "not yet final", "aún no finales"},
	"mesh.row.behind":  {"écritures à recevoir", "entries to receive", "asientos por recibir"},
	"mesh.row.ahead":   {"écritures à donner", "entries to give", "asientos por dar"},
	"mesh.row.forks":   {"doubles signatures", "forks", "firmas dobles"},
	"mesh.row.disk":    {"place sur le disque", "room on the disk", "espacio en el disco"},
	"mesh.row.clock":   {"horloge", "clock", "reloj"},
	"mesh.row.running": {"en marche", "running", "en marcha"},

	"mesh.head.peer":      {"machine", "machine", "máquina"},
	"mesh.head.how":       {"connue par", "known by", "conocida por"},
	"mesh.head.connected": {"jointe", "in touch", "en contacto"},
	"mesh.head.behind":    {"lui manque", "it lacks", "le falta"},
	"mesh.head.ahead":     {"nous manque", "we lack", "nos falta"},
	"mesh.head.in":        {"reçu", "received", "recibido"},
	"mesh.head.out":       {"envoyé", "sent", "enviado"},
	"mesh.how.static":     {"son adresse", "its address", "su dirección"},
	"mesh.how.mdns":       {"le réseau local", "the local network", "la red local"},
	"mesh.how.inbound":    {"son appel", "its call", "su llamada"},

	"doctor.directory": {"répertoire", "directory", "directorio"},
	"doctor.rights":    {"droits des fichiers", "rights of files", "permisos de archivos"},
	"doctor.disk":      {"disque", "disk", "disco"},
	"doctor.ledger":    {"registre", "ledger", "registro"},
	"doctor.clock":     {"horloge", "clock", "reloj"},
	"doctor.ports":     {"ports", "ports", "puertos"},
	"doctor.peers":     {"voisins", "peers", "vecinos"},
	"doctor.quorum":    {"quorum", "quorum", "quórum"},
	"doctor.voting":    {"clé de vote", "voting key", "clave de voto"},
	"doctor.version":   {"versions", "versions", "versiones"},
}
