package words

// moneyProblems: balances, accounts, facts from the chain.
var moneyProblems = map[Code]problem{
	Insufficient: {ExitRefused, true,
		text{
			"Il n'y a pas assez sur {account}, il y a {have} et il faut {need}.",
			"There is not enough on {account}, it has {have} and needs {need}.",
			"No hay bastante en {account}, tiene {have} y hacen falta {need}.",
		}, nothingMoved, text{
			"Payez moins, ou attendez ce qui doit arriver sur ce compte.",
			"Pay less, or wait for what is to come into this account.",
			"Pague menos, o espere lo que ha de llegar a esta cuenta.",
		}},
	UnknownAccount: {ExitUsage, true,
		text{
			"Le compte {account} n'est pas connu ici.",
			"The account {account} is not known here.",
			"La cuenta {account} no se conoce aquí.",
		}, nothingMoved, text{
			"Voyez les noms avec « foirail account list », ou donnez l'adresse g1 entière.",
			"See the names with “foirail account list”, or give the whole g1 address.",
			"Vea los nombres con «foirail account list», o dé la dirección g1 entera.",
		}},
	NameTaken: {ExitUsage, true,
		text{
			"Un compte porte déjà le nom {name} ici.",
			"An account here bears the name {name} already.",
			"Aquí ya hay una cuenta con el nombre {name}.",
		}, nothingWritten, text{
			"Choisissez un autre nom.",
			"Choose another name.",
			"Elija otro nombre.",
		}},
	BadAddress: {ExitUsage, true,
		text{
			"{account} n'est pas une adresse Ğ1, un caractère est faux ou elle vient d'un autre réseau.",
			"{account} is not a Ğ1 address, a character is wrong or it belongs to another network.",
			"{account} no es una dirección Ğ1, un carácter está mal o es de otra red.",
		}, nothingMoved, text{
			"Recopiez-la en entier, ou scannez-la. Elle commence par g1.",
			"Copy it whole, or scan it. It begins with g1.",
			"Cópiela entera, o escanéela. Empieza por g1.",
		}},
	BelowExistential: {ExitRefused, true,
		text{
			"La chaîne n'accepte pas de virement de moins de {min}, et vous demandez {amount}.",
			"The chain takes no transfer below {min}, and you ask for {amount}.",
			"La cadena no admite transferencias de menos de {min}, y usted pide {amount}.",
		}, nothingMoved, text{
			"Demandez au moins {min}.",
			"Ask for at least {min}.",
			"Pida al menos {min}.",
		}},
	ToVault: {ExitRefused, true,
		text{
			"{account} est le coffre d'un marché : ce retrait n'y serait plus à personne.",
			"{account} is a market's vault: there the withdrawal would be nobody's.",
			"{account} es la caja fuerte de un mercado: allí el retiro no sería de nadie.",
		}, nothingMoved, text{
			"Donnez l'adresse de quelqu'un avec --to. Pour payer dans un autre marché : « foirail pay --to NOM@MARCHÉ ».",
			"Give somebody's address with --to. To pay in another market: “foirail pay --to NAME@MARKET”.",
			"Dé la dirección de alguien con --to. Para pagar en otro mercado: «foirail pay --to NOMBRE@MERCADO».",
		}},
	DuplicateFact: {ExitRefused, true,
		text{
			"Le fait {name} a déjà été attesté.",
			"The fact {name} has been attested already.",
			"El hecho {name} ya fue atestiguado.",
		}, text{
			"Il n'est compté qu'une fois, rien n'a bougé.",
			"It is counted once only, nothing has moved.",
			"Se cuenta una sola vez, no se ha movido nada.",
		}, text{
			"S'il s'agit d'un autre dépôt, donnez-lui sa propre référence.",
			"If this is another deposit, give it a reference of its own.",
			"Si se trata de otro depósito, dele su propia referencia.",
		}},
	EventIDNeeded: {ExitUsage, true,
		text{
			"Sur une vraie chaîne, un dépôt doit porter l'identifiant que la chaîne donne à l'événement.",
			"On a real chain a deposit must carry the id that the chain gives the event.",
			"En una cadena real, un depósito debe llevar el identificador que la cadena da al evento.",
		}, text{
			"Rien n'a été crédité. C'est ce qui empêche de compter un dépôt deux fois.",
			"Nothing was credited. This is what keeps a deposit from being counted twice.",
			"No se ha abonado nada. Esto impide contar dos veces un depósito.",
		}, text{
			"Cherchez l'événement dans un bloc finalisé et donnez-le avec --ref.",
			"Find the event in a finalised block and give it with --ref.",
			"Busque el evento en un bloque finalizado e indíquelo con --ref.",
		}},
	TooMany: {ExitRefused, true,
		text{
			"C'est trop à la fois, {count} pour {max} au plus.",
			"That is too many at once, {count} where {max} is the most.",
			"Son demasiados a la vez, {count} cuando el máximo es {max}.",
		}, nothingMoved, text{
			"Faites-le en plusieurs fois.",
			"Do it in several goes.",
			"Hágalo en varias veces.",
		}},
	BadName: {ExitUsage, true,
		text{
			"« {name} » ne peut pas être un nom.",
			"“{name}” cannot be a name.",
			"«{name}» no puede ser un nombre.",
		}, nothingWritten, text{
			"Prenez un nom court, sans retour à la ligne ni caractère invisible.",
			"Take a short name, without line breaks or invisible characters.",
			"Elija un nombre corto, sin saltos de línea ni caracteres invisibles.",
		}},
}
