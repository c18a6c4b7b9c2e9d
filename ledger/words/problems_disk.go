package words

// diskProblems: the database, the disk and its files.
var diskProblems = map[Code]problem{
	OtherCommunity: {ExitRefused, true,
		text{
			"{path} appartient à une autre communauté.",
			"{path} belongs to another community.",
			"{path} pertenece a otra comunidad.",
		}, nothingWritten, text{
			"Choisissez le bon répertoire avec --dir, ou le bon fichier.",
			"Choose the right directory with --dir, or the right file.",
			"Elija el directorio correcto con --dir, o el archivo correcto.",
		}},
	NewerSchema: {ExitFailed, true,
		text{
			"Le registre de {path} a été écrit par une version de Foirail plus récente.",
			"The ledger in {path} was written by a newer Foirail.",
			"El registro de {path} fue escrito por una versión de Foirail más reciente.",
		}, nothingWritten, updateFoirail},
	Damaged: {ExitFailed, false,
		text{
			"{path} est abîmé, ce n'est plus ce qui a été écrit.",
			"{path} is damaged, it is no longer what was written.",
			"{path} está dañado, ya no es lo que se escribió.",
		}, text{
			"Foirail n'y a rien changé et ne s'y fie pas. Vos écritures sont dans la sauvegarde et chez les autres gardiens.",
			"Foirail has changed nothing in it and does not rely on it. Your entries are in the backup and with the other stewards.",
			"Foirail no ha cambiado nada en él y no se fía de él. Sus asientos están en la copia y en los otros guardianes.",
		}, restoreBackup},
	BadBundle: {ExitFailed, true,
		text{
			"{path} n'est pas un paquet d'écritures entier, ou a changé en route.",
			"{path} is no whole bundle of entries, or has changed on its way.",
			"{path} no es un paquete de asientos entero, o ha cambiado por el camino.",
		}, text{
			"Rien n'en a été repris, et votre registre est comme avant.",
			"Nothing of it was taken in, and your ledger is as it was.",
			"No se ha tomado nada de él, y su registro está como antes.",
		}, text{
			"Copiez-le de nouveau, ou refaites-le avec « foirail bundle export » sur la machine d'où il vient.",
			"Copy it again, or make it anew with “foirail bundle export” on the machine that it comes from.",
			"Cópielo de nuevo, o rehágalo con «foirail bundle export» en la máquina de la que viene.",
		}},
	DiskFull: {ExitFailed, true,
		text{
			"Le disque est plein.",
			"The disk is full.",
			"El disco está lleno.",
		}, text{
			"Rien n'a été écrit à moitié. Ce qui avait été confirmé est là.",
			"Nothing is half-written. What was confirmed before is there.",
			"Nada quedó a medio escribir. Lo confirmado antes está ahí.",
		}, text{
			"Faites de la place, puis recommencez.",
			"Make room, then try again.",
			"Haga sitio y vuelva a intentarlo.",
		}},
	DiskFailed: {ExitFailed, false,
		text{
			"Le disque n'a pas pu lire ou écrire {path}.",
			"The disk could not read or write {path}.",
			"El disco no pudo leer o escribir {path}.",
		}, text{
			"Ce qui vient d'être demandé n'est pas confirmé. Ce qui l'avait été devrait être là.",
			"What was just asked for is not confirmed. What was confirmed before should be there.",
			"Lo que se acaba de pedir no está confirmado. Lo confirmado antes debería estar ahí.",
		}, text{
			"Copiez le répertoire sur un autre disque, puis lancez « foirail verify ».",
			"Copy the directory to another disk, then run “foirail verify”.",
			"Copie el directorio a otro disco y ejecute «foirail verify».",
		}},
	FileExists: {ExitUsage, true,
		text{
			"Le fichier {path} existe déjà.",
			"The file {path} exists already.",
			"El archivo {path} ya existe.",
		}, text{
			"Il n'a pas été touché.",
			"It was not touched.",
			"No se ha tocado.",
		}, text{
			"Donnez un autre nom, ou déplacez ce fichier.",
			"Give another name, or move this file away.",
			"Dé otro nombre, o mueva ese archivo.",
		}},
	FileMissing: {ExitUsage, true,
		text{
			"Le fichier {path} n'existe pas.",
			"There is no file {path}.",
			"El archivo {path} no existe.",
		}, nothingMoved, text{
			"Vérifiez le chemin.",
			"Check the path.",
			"Compruebe la ruta.",
		}},
	Permission: {ExitFailed, true,
		text{
			"Vous n'avez pas le droit de lire ou d'écrire {path}.",
			"You are not allowed to read or write {path}.",
			"No tiene permiso para leer o escribir {path}.",
		}, nothingWritten, text{
			"Demandez ce droit, ou choisissez un autre répertoire avec --dir.",
			"Ask for that right, or choose another directory with --dir.",
			"Pida ese permiso, o elija otro directorio con --dir.",
		}},
	Changed: {ExitBusy, true,
		text{
			"Un autre programme a changé {path} entre-temps.",
			"Another program changed {path} in the meantime.",
			"Otro programa cambió {path} entretanto.",
		}, nothingWritten, text{
			"Recommencez.",
			"Try again.",
			"Vuelva a intentarlo.",
		}},
}
