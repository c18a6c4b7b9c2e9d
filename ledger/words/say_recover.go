package words

// recoverSayings: what people are shown before vault keys name the next stewards, and after.
var recoverSayings = map[string]text{
	"recover.is": {
		"Reprise {motion} de {market} : les clés de coffre ouvrent l'époque {number}.",
		"Recovery {motion} of {market}: vault keys open epoch {number}.",
		"Recuperación {motion} de {market}: las claves de caja fuerte abren la época {number}.",
	},
	"recover.seat":  {"servira", "will serve", "servirá"},
	"recover.new":   {"nouveau, comparez sa clé de vive voix", "new, compare the key by word of mouth", "nuevo, compare su clave de viva voz"},
	"recover.lost":  {"perdu", "lost", "perdido"},
	"recover.ends":  {"sa chaîne compte comme close après l'écriture {count}", "the chain counts as closed after entry {count}", "su cadena cuenta como cerrada tras el asiento {count}"},
	"recover.alive": {"vivant, clora sa chaîne", "alive, will close the chain", "vivo, cerrará su cadena"},
	"recover.locks": {
		"Sujets presque décidés, repris tels quels : {count}.",
		"Topics nearly decided, carried on as they are: {count}.",
		"Asuntos casi decididos, retomados tal cual: {count}.",
	},
	"recover.policy": {
		"Attention, les limites changent aussi.",
		"Beware, the limits change too.",
		"Atención, también cambian los límites.",
	},
	"recover.by":      {"D'accord : {by}.", "Agreed: {by}.", "De acuerdo: {by}."},
	"recover.vault":   {"La clé de coffre {account} de cette machine signe.", "The vault key {account} of this machine signs.", "Firma la clave de caja fuerte {account} de esta máquina."},
	"recover.unheard": {"personne encore", "nobody yet", "nadie aún"},
	"recover.ask": {
		"Ne dites oui que si les machines perdues le sont pour toujours. Ce qu'elles ont signé au-delà et qui réapparaît compte encore, le fonds le porte.",
		"Say yes only if the lost machines are gone for good. What they have signed beyond this and turns up still counts, and the fund bears it.",
		"Diga sí solo si las máquinas perdidas lo están para siempre. Lo que firmaron más allá y reaparezca aún cuenta, y lo asume el fondo.",
	},
	"recover.before": {
		"Cette clé a déjà dit oui à la reprise {motion}. N'allez plus loin que si plus personne n'y ajoute sa clé, deux reprises arrêteraient le marché.",
		"This key has said yes to recovery {motion} before. Go on only if nobody adds a key to that one any more, two recoveries would stop the market.",
		"Esta clave ya dijo sí a la recuperación {motion}. Siga solo si nadie más añade su clave a esa, dos recuperaciones detendrían el mercado.",
	},
	"recover.needed": {
		"Clés de coffre qui manquent encore : {count}. Chacun, sur une machine qui tient le registre : foirail steward recover --agree {motion}",
		"Vault keys still needed: {count}. Each, on a machine that holds the ledger: foirail steward recover --agree {motion}",
		"Claves de caja fuerte que aún faltan: {count}. Cada uno, en una máquina que tenga el registro: foirail steward recover --agree {motion}",
	},
	"recover.done": {
		"C'est décidé, l'époque {number} commence. Les nouvelles machines servent dès qu'elles le savent, ce qui était final le reste.",
		"It is decided, epoch {number} begins. The new machines serve as soon as they know, what was final stays final.",
		"Está decidido, empieza la época {number}. Las nuevas máquinas sirven en cuanto lo saben, lo que era final sigue siéndolo.",
	},
}
