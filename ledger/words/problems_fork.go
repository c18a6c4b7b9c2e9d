package words

// forkProblems: two entries in one slot, and what ends it.
var forkProblems = map[Code]problem{
	DebtOpen: {ExitRefused, true,
		text{
			"Le compte {account} a signé deux fois, et il lui manque {need}.",
			"The account {account} has signed twice, and lacks {need}.",
			"La cuenta {account} ha firmado dos veces, y le faltan {need}.",
		}, text{
			"Ceux qui ont été payés gardent leur argent. Ce compte reste fermé.",
			"Those who were paid keep their money. That account stays closed.",
			"Quienes cobraron conservan su dinero. Esa cuenta sigue cerrada.",
		}, text{
			"Versez-y ce qui manque, les gardiens le rouvriront alors.",
			"Pay in what is missing, and the stewards will open it again.",
			"Ingrese lo que falta, y los guardianes la reabrirán.",
		}},
	TwoDecisions: {ExitRefused, false,
		text{
			"Une même question a été décidée de deux façons, il y a plus de gardiens tricheurs que ce marché n'en supporte.",
			"One question was decided in two ways, more stewards have cheated than this market can bear.",
			"Una misma cuestión se decidió de dos maneras, han hecho trampa más guardianes de los que este mercado soporta.",
		}, text{
			"Ce qui est final ici le reste, mais un autre voisin peut tenir l'autre décision pour vraie.",
			"What is final here stays so, but a neighbour may hold the other decision to be true.",
			"Lo que aquí es final lo sigue siendo, pero un vecino puede dar por cierta la otra decisión.",
		}, text{
			"Cessez d'encaisser, réunissez les gardiens, et gardez « foirail bundle export » comme preuve.",
			"Take no more money, gather the stewards, and keep “foirail bundle export” as proof.",
			"No cobre más, reúna a los guardianes y guarde «foirail bundle export» como prueba.",
		}},
}
