package words

// amountProblems: amounts, dates and ranges as people type them.
var amountProblems = map[Code]problem{
	BadAmountDecimals: {ExitUsage, true,
		text{
			"{amount} a plus de deux décimales, et le centime est la plus petite part d'une Ğ1.",
			"{amount} has more than two decimals, and the cent is the smallest part of a Ğ1.",
			"{amount} tiene más de dos decimales, y el céntimo es la menor parte de un Ğ1.",
		}, nothingMoved, giveAmount},
	BadAmountNegative: {ExitUsage, true,
		text{
			"{amount} n'est pas un montant qui se donne, il faut plus que zéro.",
			"{amount} is not an amount one can give, it must be more than zero.",
			"{amount} no es un importe que se pueda dar, debe ser mayor que cero.",
		}, nothingMoved, giveAmount},
	BadAmountRange: {ExitUsage, true,
		text{
			"{amount} est plus grand que ce que Foirail sait compter.",
			"{amount} is larger than Foirail can count.",
			"{amount} es mayor de lo que Foirail sabe contar.",
		}, nothingMoved, giveAmount},
	BadAmountText: {ExitUsage, true,
		text{
			"« {amount} » n'est pas un nombre.",
			"“{amount}” is not a number.",
			"«{amount}» no es un número.",
		}, nothingMoved, giveAmount},
	BadRange: {ExitUsage, true,
		text{
			"« {range} » ne désigne pas des coupons de cette série, qui va de 1 à {max}.",
			"“{range}” does not name coupons of this series, which runs from 1 to {max}.",
			"«{range}» no designa cupones de esta serie, que va de 1 a {max}.",
		}, nothingMoved, text{
			"Écrivez la série, puis un numéro ou une suite comme 1-34.",
			"Write the series, then a number or a run such as 1-34.",
			"Escriba la serie y luego un número o un intervalo como 1-34.",
		}},
	BadDate: {ExitUsage, true,
		text{
			"« {date} » n'est pas une date à venir.",
			"“{date}” is not a date to come.",
			"«{date}» no es una fecha futura.",
		}, nothingMoved, text{
			"Écrivez l'année, le mois et le jour, comme 2027-12-31.",
			"Write year, month and day, such as 2027-12-31.",
			"Escriba año, mes y día, como 2027-12-31.",
		}},
}
