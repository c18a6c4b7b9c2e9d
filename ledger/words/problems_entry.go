package words

// entryProblems: what can be wrong with a signed entry.
var entryProblems = map[Code]problem{
	BadSignature: {ExitRefused, true,
		text{
			"La signature ne correspond pas au contenu ou à la clé.",
			"The signature does not match the content or the key.",
			"La firma no corresponde al contenido o a la clave.",
		}, nothingMoved, text{
			"Redemandez une copie à son auteur. Une copie abîmée ne prouve rien contre lui.",
			"Ask its author for another copy. A damaged copy proves nothing against them.",
			"Pida otra copia a su autor. Una copia dañada no prueba nada en su contra.",
		}},
	BadForm: {ExitRefused, true,
		text{
			"Ce qui a été reçu n'a pas la forme attendue ({reason}).",
			"What was received does not have the expected form ({reason}).",
			"Lo recibido no tiene la forma esperada ({reason}).",
		}, nothingMoved, text{
			"Redemandez-le à sa source. Si cela se répète, le fichier ou le lien est abîmé.",
			"Ask the source for it again. If it happens again, the file or the link is damaged.",
			"Pídalo de nuevo a su origen. Si se repite, el archivo o el enlace está dañado.",
		}},
	NewerVersion: {ExitFailed, true,
		text{
			"Ceci a été fait par une version de Foirail plus récente que celle-ci.",
			"This was made by a newer Foirail than this one.",
			"Esto fue hecho por una versión de Foirail más reciente que esta.",
		}, nothingMoved, updateFoirail},
	OutOfOrder: {ExitRefused, true,
		text{
			"Cette écriture ne suit pas la dernière écriture connue de {account}.",
			"This entry does not follow the last known entry of {account}.",
			"Este asiento no sigue al último conocido de {account}.",
		}, nothingMoved, text{
			"Récupérez d'abord ce qui manque, puis recommencez. N'utilisez pas la même clé sur deux appareils.",
			"Fetch what is missing first, then try again. Do not use one key on two devices.",
			"Obtenga primero lo que falta y vuelva a intentarlo. No use la misma clave en dos aparatos.",
		}},
	ForkSeen: {ExitRefused, false,
		text{
			"Deux écritures différentes de {account} ont été signées pour la même place.",
			"Two different entries of {account} were signed for the same slot.",
			"Se firmaron dos asientos distintos de {account} para el mismo lugar.",
		}, text{
			"Ce qui est certifié reste acquis. Une simple promesse de ce compte n'est pas encore de l'argent.",
			"What is certified stands. A bare promise of this account is not money yet.",
			"Lo certificado se mantiene. Una simple promesa de esta cuenta aún no es dinero.",
		}, text{
			"N'acceptez plus rien de ce compte et prévenez les gardiens du marché.",
			"Take nothing more from this account and tell the stewards of the market.",
			"No acepte nada más de esta cuenta y avise a los guardianes del mercado.",
		}},
	UnknownEntry: {ExitUsage, true,
		text{
			"Cette écriture n'est pas dans ce registre.",
			"This entry is not in this ledger.",
			"Este asiento no está en este registro.",
		}, nothingMoved, text{
			"Vérifiez ce que vous avez tapé, ou importez d'abord le fichier qui la contient.",
			"Check what you typed, or import the file that holds it first.",
			"Compruebe lo que escribió, o importe antes el archivo que lo contiene.",
		}},
	EpochClosed: {ExitRefused, true,
		text{
			"Cette époque est close, ce gardien n'y signe plus.",
			"This epoch is closed, this steward signs no more in it.",
			"Esta época está cerrada, este guardián ya no firma en ella.",
		}, nothingSigned, text{
			"Recommencez dans l'époque en cours.",
			"Try again in the current epoch.",
			"Vuelva a intentarlo en la época actual.",
		}},
	NotCertified: {ExitRefused, true,
		text{
			"L'écriture précédente de {account} n'est pas encore certifiée.",
			"The entry before this one of {account} is not certified yet.",
			"El asiento anterior de {account} aún no está certificado.",
		}, nothingMoved, text{
			"Attendez qu'elle le soit, puis recommencez.",
			"Wait until it is, then try again.",
			"Espere a que lo esté y vuelva a intentarlo.",
		}},
	SlotTaken: {ExitRefused, true,
		text{
			"Ce gardien a déjà voté pour une autre écriture à cette place.",
			"This steward has already voted for another entry in this slot.",
			"Este guardián ya ha votado por otro asiento en ese lugar.",
		}, nothingMoved, text{
			"Regardez l'historique du compte. Une même clé sert peut-être sur deux appareils.",
			"Look at the history of the account. One key may be in use on two devices.",
			"Mire el historial de la cuenta. Quizá una misma clave se usa en dos aparatos.",
		}},
	IDReused: {ExitRefused, true,
		text{
			"L'identifiant {id} a déjà servi pour une autre demande.",
			"The id {id} was used before, for a different request.",
			"El identificador {id} ya se usó para otra petición.",
		}, nothingMoved, text{
			"Pour répéter la même demande, redonnez-la telle quelle. Pour une autre, donnez un autre --id.",
			"To repeat the same request, give it unchanged. For another one, give another --id.",
			"Para repetir la misma petición, désela igual. Para otra, dé otro --id.",
		}},
}
