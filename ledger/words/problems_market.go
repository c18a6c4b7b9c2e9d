package words

// marketProblems: several markets in one community.
var marketProblems = map[Code]problem{
	UnknownMarket: {ExitUsage, true,
		text{
			"Aucun marché connu ici ne s'appelle « {name} », ou plusieurs.",
			"No market that is known here is called “{name}”, or more than one is.",
			"Ningún mercado conocido aquí se llama «{name}», o varios.",
		}, nothingSigned, text{
			"« foirail account home » les nomme tous, avec l'identifiant qui les distingue.",
			"“foirail account home” names them all, with the id that tells them apart.",
			"«foirail account home» los nombra todos, con el identificador que los distingue.",
		}},
	MarketTaken: {ExitUsage, true,
		text{
			"Un marché de cette communauté s'appelle déjà « {name} ».",
			"A market of this community is called “{name}” already.",
			"Un mercado de esta comunidad ya se llama «{name}».",
		}, nothingSigned, text{
			"Choisissez un autre nom, on paie les gens sous le nom de leur marché.",
			"Choose another name, people are paid under the name of their market.",
			"Elija otro nombre, a la gente se le paga con el nombre de su mercado.",
		}},
	VaultTaken: {ExitRefused, true,
		text{
			"Un autre marché de cette communauté a le même coffre : les mêmes clés de coffre, toutes.",
			"Another market of this community has the same vault: the same vault keys, all of them.",
			"Otro mercado de esta comunidad tiene la misma caja fuerte: las mismas claves de caja fuerte, todas.",
		}, nothingSigned, text{
			"Chacun prendrait pour sien ce qui y entre. Qu'au moins une personne garde ce marché avec une autre clé de coffre, faite dans un autre répertoire (--dir).",
			"Each would take for its own what comes to it. Have at least one person serve this market with another vault key, made in another directory (--dir).",
			"Cada uno tomaría por suyo lo que entra en ella. Que al menos una persona guarde este mercado con otra clave de caja fuerte, hecha en otro directorio (--dir).",
		}},
	HasSeat: {ExitRefused, true,
		text{
			"Cette machine garde le marché {name}, ou a demandé à le garder.",
			"This machine serves the market {name}, or has asked to.",
			"Esta máquina guarda el mercado {name}, o ha pedido guardarlo.",
		}, nothingSigned, text{
			"Une machine garde un seul marché. Prenez un autre répertoire avec --dir, faites-lui suivre la communauté, puis recommencez là.",
			"A machine serves one market. Take another directory with --dir, have it follow the community, then try again there.",
			"Una máquina guarda un solo mercado. Tome otro directorio con --dir, haga que siga a la comunidad, y vuelva a intentarlo allí.",
		}},
	BorderLine: {ExitRefused, true,
		text{
			"De l'argent de ce compte, {have} comptent ici et il faut {need}. Le reste est venu d'autres marchés au-delà de la ligne qui leur est accordée.",
			"Of this account's money {have} count here, and {need} are needed. The rest came from other markets beyond the line that they are granted.",
			"Del dinero de esta cuenta cuentan aquí {have} y hacen falta {need}. El resto vino de otros mercados más allá de la línea que se les concede.",
		}, text{
			"Rien n'a été signé. Cet argent est à vous et le reste.",
			"Nothing was signed. That money is yours and stays so.",
			"No se ha firmado nada. Ese dinero es suyo y lo sigue siendo.",
		}, text{
			"Il compte dès que d'autres paient vers ces marchés, ou que les gardiens relèvent la ligne avec « foirail policy propose --border ».",
			"It counts as soon as others pay to those markets, or the stewards raise the line with “foirail policy propose --border”.",
			"Cuenta en cuanto otros paguen hacia esos mercados, o los guardianes suban la línea con «foirail policy propose --border».",
		}},
}
