package words

// sheetProblems: issuing, printing and reading sheets.
var sheetProblems = map[Code]problem{
	AlreadyPrinted: {ExitRefused, true,
		text{
			"Les coupons {range} de cette série ont déjà été imprimés.",
			"Coupons {range} of this series have been printed already.",
			"Los cupones {range} de esta serie ya fueron impresos.",
		}, text{
			"Rien n'a bougé. Deux papiers pour un coupon tromperaient quelqu'un.",
			"Nothing has moved. Two papers for one coupon would cheat somebody.",
			"No se ha movido nada. Dos papeles para un cupón engañarían a alguien.",
		}, text{
			"Si la feuille est gâchée, annulez ces coupons tant qu'ils dorment et émettez une nouvelle série.",
			"If the sheet is spoiled, cancel these coupons while they are dormant and issue a new series.",
			"Si la hoja se estropeó, anule esos cupones mientras duermen y emita una serie nueva.",
		}},
	SheetStillThere: {ExitDone, false,
		text{
			"Le fichier de la feuille est encore sur le disque, dans {path}.",
			"The file of the sheet is still on the disk, at {path}.",
			"El archivo de la hoja sigue en el disco, en {path}.",
		}, text{
			"Les coupons sont activés. Qui ouvre ce fichier peut les encaisser.",
			"The coupons are active. Whoever opens this file can cash them.",
			"Los cupones están activos. Quien abra ese archivo puede cobrarlos.",
		}, text{
			"Effacez-le dès que la feuille est imprimée.",
			"Delete it as soon as the sheet is printed.",
			"Bórrelo en cuanto la hoja esté impresa.",
		}},
	NotDormant: {ExitRefused, true,
		text{
			"Le coupon {serial} ne dort plus, il est déjà activé, encaissé ou annulé.",
			"Coupon {serial} is no longer dormant, it is active, cashed or cancelled already.",
			"El cupón {serial} ya no duerme, está activo, cobrado o anulado.",
		}, nothingMoved, text{
			"Voyez l'état de la série avec « foirail coupon list », puis donnez les seuls coupons qui dorment.",
			"See the state of the series with “foirail coupon list”, then give only the dormant coupons.",
			"Vea el estado de la serie con «foirail coupon list» y dé solo los cupones que duermen.",
		}},
	WrongIssuer: {ExitRefused, true,
		text{
			"Cette série a été émise par {account}, et lui seul peut faire cela.",
			"This series was issued by {account}, who alone may do that.",
			"Esta serie fue emitida por {account}, y solo esa cuenta puede hacerlo.",
		}, nothingMoved, text{
			"Recommencez avec le compte de l'émetteur.",
			"Try again with the account of the issuer.",
			"Vuelva a intentarlo con la cuenta del emisor.",
		}},
	UnreadablePicture: {ExitFailed, true,
		text{
			"L'image {path} ne peut pas être lue.",
			"The picture {path} cannot be read.",
			"La imagen {path} no se puede leer.",
		}, nothingMoved, text{
			"Donnez une image PNG ou JPEG, ou tapez le code.",
			"Give a PNG or JPEG picture, or type the code.",
			"Dé una imagen PNG o JPEG, o escriba el código.",
		}},
	NoCodeInPicture: {ExitFailed, true,
		text{
			"Aucun code de coupon n'a été trouvé dans l'image.",
			"No coupon code was found in the picture.",
			"No se encontró ningún código de cupón en la imagen.",
		}, nothingMoved, text{
			"Reprenez la photo bien à plat, de plus près et avec plus de lumière, ou tapez le code.",
			"Take the photo again, flat, closer and with more light, or type the code.",
			"Repita la foto bien plana, de más cerca y con más luz, o escriba el código.",
		}},
	CouponKey: {ExitRefused, true,
		text{
			"La clé d'un coupon ne sert qu'à encaisser ce coupon.",
			"The key of a coupon serves to cash that coupon and nothing else.",
			"La clave de un cupón solo sirve para cobrar ese cupón.",
		}, nothingMoved, text{
			"Encaissez le coupon sur un compte, puis payez depuis ce compte.",
			"Cash the coupon to an account, then pay from that account.",
			"Cobre el cupón en una cuenta y pague desde esa cuenta.",
		}},
}
