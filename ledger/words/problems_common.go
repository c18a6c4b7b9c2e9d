package words

// Texts that several problems share.
var (
	nothingMoved = text{
		"Rien n'a bougé, votre argent est là où il était.",
		"Nothing has moved, your money is where it was.",
		"No se ha movido nada, su dinero está donde estaba.",
	}
	nothingSigned = text{
		"Rien n'a été signé, aucun argent n'a bougé.",
		"Nothing was signed, no money has moved.",
		"No se ha firmado nada, no se ha movido ningún dinero.",
	}
	nothingWritten = text{
		"Rien n'a été écrit, le registre est comme avant.",
		"Nothing was written, the ledger is as it was.",
		"No se ha escrito nada, el registro está como antes.",
	}
	updateFoirail = text{
		"Installez une version plus récente de Foirail, puis recommencez.",
		"Install a newer Foirail, then try again.",
		"Instale una versión más reciente de Foirail y vuelva a intentarlo.",
	}
	restoreBackup = text{
		"Cessez d'écrire dans ce répertoire et repartez de la dernière sauvegarde avec « foirail restore ».",
		"Stop writing to this directory and start again from the last backup with “foirail restore”.",
		"Deje de escribir en este directorio y parta de la última copia con «foirail restore».",
	}
	askIssuer = text{
		"Ne l'acceptez pas en paiement et parlez-en à qui vous l'a remis ou à l'émetteur.",
		"Do not take it as payment, and speak to whoever gave it to you or to the issuer.",
		"No lo acepte como pago y hable con quien se lo dio o con el emisor.",
	}
	giveAmount = text{
		"Donnez un montant comme 12 ou 12,50.",
		"Give an amount such as 12 or 12.50.",
		"Indique un importe como 12 o 12,50.",
	}
)
