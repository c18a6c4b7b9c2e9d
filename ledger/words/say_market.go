package words

// marketSayings: several markets in one community, what crosses their borders, and the fund.
var marketSayings = map[string]text{
	"market.founded": {
		"Marché {market} fondé dans cette communauté. Cette machine le garde, ses comptes y vivent.",
		"Market {market} founded in this community. This machine serves it, its accounts live there.",
		"Mercado {market} fundado en esta comunidad. Esta máquina lo guarda, sus cuentas viven ahí.",
	},
	"market.home": {
		"Les comptes de ce répertoire vivent à {market}. Ce qu'ils ont ailleurs y reste, payez-le vous avec « pay --to NOM@MARCHÉ ».",
		"The accounts of this directory live in {market}. What they have elsewhere stays there, pay it to yourself with “pay --to NAME@MARKET”.",
		"Las cuentas de este directorio viven en {market}. Lo que tienen en otra parte sigue allí, páguelo a sí mismo con «pay --to NOMBRE@MERCADO».",
	},
	"market.head.home": {"chez nous", "home", "nuestro"},
	"market.head.id":   {"identifiant", "id", "identificador"},

	"market.border":     {"autre marché", "other market", "otro mercado"},
	"market.in":         {"venu de là", "came from there", "vino de allí"},
	"market.out":        {"parti là-bas", "went there", "fue allí"},
	"market.got":        {"payé par leur coffre", "paid by their vault", "pagado por su caja"},
	"market.sent":       {"payé par notre coffre", "paid by our vault", "pagado por nuestra caja"},
	"market.line":       {"ligne accordée", "line granted", "línea concedida"},
	"market.net":        {"compte", "account", "cuenta"},
	"market.net.owed":   {"nous doit {amount}", "owes us {amount}", "nos debe {amount}"},
	"market.net.owing":  {"nous lui devons {amount}", "we owe it {amount}", "le debemos {amount}"},
	"market.net.square": {"quitte", "even", "en paz"},

	"fund.held":     {"fonds, avoir", "fund, held", "fondo, tiene"},
	"fund.account":  {"fonds, adresse", "fund, address", "fondo, dirección"},
	"fund.stands":   {"fonds, doit tenir", "fund, is to hold", "fondo, debe tener"},
	"fund.missing":  {"fonds, il manque", "fund, is short of", "fondo, le faltan"},
	"fund.borne":    {"fonds, a porté", "fund, has borne", "fondo, ha asumido"},
	"fund.open":     {"soutenu, pas encore final", "backed, not final yet", "respaldado, aún no final"},
	"fund.advanced": {"avancé aux membres", "advanced to members", "adelantado a miembros"},
	"fund.owed":     {"dû par qui a signé deux fois", "owed by who has signed twice", "debido por quien firmó dos veces"},
}
