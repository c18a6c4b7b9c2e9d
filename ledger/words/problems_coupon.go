package words

// couponProblems: why a coupon is not cashed.
var couponProblems = map[Code]problem{
	AlreadyCashed: {ExitRefused, true,
		text{
			"Ce coupon a déjà été encaissé, le {when}, par {to}.",
			"This coupon was cashed before, on {when}, by {to}.",
			"Este cupón ya fue cobrado, el {when}, por {to}.",
		}, text{
			"Rien n'a bougé cette fois-ci. Ce papier ne vaut plus rien.",
			"Nothing has moved this time. This paper is worth nothing any more.",
			"Esta vez no se ha movido nada. Este papel ya no vale nada.",
		}, askIssuer},
	NotActive: {ExitRefused, true,
		text{
			"Ce coupon est authentique, mais son émetteur ne l'a pas encore activé.",
			"This coupon is genuine, but its issuer has not activated it yet.",
			"Este cupón es auténtico, pero su emisor aún no lo ha activado.",
		}, text{
			"Rien n'a bougé. Tant qu'il dort, ce papier ne vaut rien.",
			"Nothing has moved. While it is dormant this paper is worth nothing.",
			"No se ha movido nada. Mientras duerme, este papel no vale nada.",
		}, text{
			"Demandez à l'émetteur de l'activer. S'il dit qu'il a été volé, ne l'acceptez pas.",
			"Ask the issuer to activate it. If they say it was stolen, do not take it.",
			"Pida al emisor que lo active. Si dice que fue robado, no lo acepte.",
		}},
	Cancelled: {ExitRefused, true,
		text{
			"Ce coupon a été annulé par son émetteur.",
			"This coupon was cancelled by its issuer.",
			"Este cupón fue anulado por su emisor.",
		}, text{
			"Rien n'a bougé. Sa valeur est revenue à l'émetteur.",
			"Nothing has moved. Its value went back to the issuer.",
			"No se ha movido nada. Su valor volvió al emisor.",
		}, askIssuer},
	Expired: {ExitRefused, true,
		text{
			"Ce coupon a expiré.",
			"This coupon has expired.",
			"Este cupón ha caducado.",
		}, text{
			"Rien n'a bougé. Sa valeur est revenue à l'émetteur.",
			"Nothing has moved. Its value went back to the issuer.",
			"No se ha movido nada. Su valor volvió al emisor.",
		}, text{
			"Voyez avec l'émetteur s'il veut bien l'échanger.",
			"See with the issuer whether they will exchange it.",
			"Vea con el emisor si quiere cambiárselo.",
		}},
	Forged: {ExitRefused, true,
		text{
			"Ce coupon est faux, l'émetteur qu'il nomme ne l'a jamais fait.",
			"This coupon is forged, the issuer it names never made it.",
			"Este cupón es falso, el emisor que nombra nunca lo hizo.",
		}, text{
			"Rien n'a bougé. Ce papier ne vaut rien.",
			"Nothing has moved. This paper is worth nothing.",
			"No se ha movido nada. Este papel no vale nada.",
		}, askIssuer},
	UnknownSeries: {ExitRefused, true,
		text{
			"La série de ce coupon n'est pas dans ce registre.",
			"The series of this coupon is not in this ledger.",
			"La serie de este cupón no está en este registro.",
		}, text{
			"Rien n'a bougé. On ne peut pas dire ici s'il est vrai ou faux.",
			"Nothing has moved. Nobody can tell here whether it is genuine or forged.",
			"No se ha movido nada. Aquí no se puede decir si es auténtico o falso.",
		}, text{
			"Récupérez le registre de la communauté qui l'a émis, puis vérifiez de nouveau.",
			"Fetch the ledger of the community that issued it, then check again.",
			"Obtenga el registro de la comunidad que lo emitió y vuelva a comprobarlo.",
		}},
	BadCode: {ExitUsage, true,
		text{
			"Ce code a un caractère faux, ou deux caractères échangés.",
			"This code has a wrong character, or two characters swapped.",
			"Este código tiene un carácter equivocado, o dos intercambiados.",
		}, nothingMoved, text{
			"Relisez-le sur le papier, par groupes de quatre, et tapez-le de nouveau.",
			"Read it again from the paper, four by four, and type it again.",
			"Vuelva a leerlo en el papel, de cuatro en cuatro, y escríbalo de nuevo.",
		}},
	HiddenCodeInArgument: {ExitUsage, false,
		text{
			"Un code caché a été donné dans la ligne de commande, où d'autres peuvent le lire.",
			"A hidden code was given on the command line, where others may read it.",
			"Se dio un código oculto en la línea de órdenes, donde otros pueden leerlo.",
		}, text{
			"Rien n'a bougé, mais qui a vu cette ligne peut encaisser le coupon, et elle reste dans l'historique du terminal.",
			"Nothing has moved, but whoever saw that line can cash the coupon, and it stays in the history of the terminal.",
			"No se ha movido nada, pero quien vio esa línea puede cobrar el cupón, y queda en el historial del terminal.",
		}, text{
			"Relancez sans le code, il vous sera demandé. Encaissez-le sans tarder et effacez l'historique.",
			"Run it again without the code, you will be asked for it. Cash it soon and clear the history.",
			"Repita sin el código, se le pedirá. Cóbrelo pronto y borre el historial.",
		}},
	PublicSideCannotCash: {ExitRefused, true,
		text{
			"C'est le côté public du coupon, il sert à vérifier et ne peut pas encaisser.",
			"This is the public side of the coupon, it serves to check and cannot cash.",
			"Este es el lado público del cupón, sirve para comprobar y no puede cobrar.",
		}, nothingMoved, text{
			"Ouvrez le pli et donnez le code caché à l'intérieur.",
			"Open the fold and give the hidden code inside.",
			"Abra el pliegue y dé el código oculto del interior.",
		}},
}
