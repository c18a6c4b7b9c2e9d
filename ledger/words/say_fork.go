package words

// forkSayings: what is told of accounts that have signed twice.
var forkSayings = map[string]text{
	"fork.none":    {"Personne n'a signé deux fois.", "Nobody has signed twice.", "Nadie ha firmado dos veces."},
	"fork.ended":   {"Le différend est clos.", "The dispute is ended.", "La disputa está cerrada."},
	"fork.pending": {"Les gardiens s'en occupent.", "The stewards are at it.", "Los guardianes están en ello."},
	"fork.account": {"qui a signé deux fois", "who has signed twice", "quién ha firmado dos veces"},
	"fork.slot":    {"place", "slot", "puesto"},
	"fork.owes":    {"doit", "owes", "debe"},
	"fork.lacks":   {"manque", "lacks", "falta"},
	"fork.bears":   {"qui en répond", "who bears it", "quién responde"},
	"fork.state":   {"état", "state", "estado"},
	"fork.open":    {"ouvert", "open", "abierto"},
	"fork.closed":  {"clos", "ended", "cerrado"},

	"fork.bears.nobody":   {"personne ne perd rien", "nobody loses anything", "nadie pierde nada"},
	"fork.bears.owner":    {"lui-même, puis le fonds", "himself, then the fund", "él mismo, luego el fondo"},
	"fork.bears.stewards": {"lui-même, les gardiens qui ont voté deux fois, puis le fonds", "himself, the stewards who voted twice, then the fund", "él mismo, los guardianes que votaron dos veces, luego el fondo"},
}
