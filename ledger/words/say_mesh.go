package words

// meshSayings: what a node that runs says, and how it and the others are told of.
var meshSayings = map[string]text{
	"mesh.ready":   {"Prêt. {name}, {count} adresses. Ctrl-C pour arrêter.", "Ready. {name}, {count} addresses. Ctrl-C to stop.", "Listo. {name}, {count} direcciones. Ctrl-C para parar."},
	"mesh.stopped": {"Arrêté.", "Stopped.", "Detenido."},
}
