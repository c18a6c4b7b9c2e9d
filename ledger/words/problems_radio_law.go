package words

// radioLawProblems: settings of a radio that the law, or the chips, do not allow.
var radioLawProblems = map[Code]problem{
	RadioStrangePlan: {ExitUsage, true,
		text{
			"On ne connaît aucune règle pour la région « {name} ».",
			"No rules are known for the region “{name}”.",
			"No se conoce ninguna regla para la región «{name}».",
		}, nothingMoved, text{
			"Choisissez celle où vous êtes : {other}.",
			"Choose the one where you are: {other}.",
			"Elija aquella donde está usted: {other}.",
		}},
	RadioKeptBand: {ExitRefused, true,
		text{
			"De {from} à {to} MHz, {region} réserve l'air aux systèmes d'alarme.",
			"From {from} to {to} MHz {region} keeps the air for alarm systems.",
			"De {from} a {to} MHz, {region} reserva el aire a los sistemas de alarma.",
		}, nothingMoved, text{
			"Laissez de côté fréquence et puissance : la région suffit pour un réglage permis, le même dans chaque village.",
			"Leave frequency and power out: the region is enough for a setting that is allowed, the same in every village.",
			"Deje de lado frecuencia y potencia: la región basta para un ajuste permitido, igual en cada aldea.",
		}},
	RadioNoBand: {ExitRefused, true,
		text{
			"Aucune règle de {region} ne permet d'émettre de {from} à {to} MHz.",
			"No rule of {region} allows to send from {from} to {to} MHz.",
			"Ninguna regla de {region} permite emitir de {from} a {to} MHz.",
		}, nothingMoved, text{
			"Laissez de côté fréquence et puissance : la région suffit pour un réglage permis, le même dans chaque village.",
			"Leave frequency and power out: the region is enough for a setting that is allowed, the same in every village.",
			"Deje de lado frecuencia y potencia: la región basta para un ajuste permitido, igual en cada aldea.",
		}},
	RadioTwoBands: {ExitRefused, true,
		text{
			"De {from} à {to} MHz, le signal serait à cheval sur les sous-bandes {name} et {other} de {region}.",
			"From {from} to {to} MHz the signal would lie across the sub-bands {name} and {other} of {region}.",
			"De {from} a {to} MHz, la señal quedaría entre las subbandas {name} y {other} de {region}.",
		}, nothingMoved, text{
			"Laissez de côté fréquence et puissance : la région suffit pour un réglage permis, le même dans chaque village.",
			"Leave frequency and power out: the region is enough for a setting that is allowed, the same in every village.",
			"Deje de lado frecuencia y potencia: la región basta para un ajuste permitido, igual en cada aldea.",
		}},
	RadioTooStrong: {ExitRefused, true,
		text{
			"{value} dBm, c'est plus que les {most} dBm permis dans la sous-bande {name} de {region}.",
			"{value} dBm is more than the {most} dBm that are allowed in the sub-band {name} of {region}.",
			"{value} dBm es más que los {most} dBm permitidos en la subbanda {name} de {region}.",
		}, nothingMoved, text{
			"Réglez {most} dBm ou moins, et retirez-en ce que gagne l'antenne.",
			"Set {most} dBm or less, and take off what the antenna gains.",
			"Ajuste {most} dBm o menos, y reste lo que gana la antena.",
		}},
	RadioOutOfReach: {ExitRefused, true,
		text{
			"La radio ne connaît pas le réglage {name} {value}.",
			"The radio does not know the setting {name} {value}.",
			"La radio no conoce el ajuste {name} {value}.",
		}, nothingMoved, text{
			"Possible : {other}. Sans ce réglage, c'est celui de la région.",
			"Possible: {other}. Without this setting the region's own holds.",
			"Posible: {other}. Sin este ajuste vale el de la región.",
		}},
}
