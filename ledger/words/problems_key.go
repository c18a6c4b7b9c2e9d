package words

// keyProblems: keys, their files and what opens them.
var keyProblems = map[Code]problem{
	WrongPassphrase: {ExitLocked, true,
		text{
			"La phrase de passe n'ouvre pas cette clé.",
			"The passphrase does not open this key.",
			"La frase de contraseña no abre esta clave.",
		}, nothingSigned, text{
			"Vérifiez les majuscules et la disposition du clavier, puis recommencez. Personne ne peut la retrouver à votre place.",
			"Check capitals and keyboard layout, then try again. Nobody can recover it for you.",
			"Revise las mayúsculas y la disposición del teclado y vuelva a intentarlo. Nadie puede recuperarla por usted.",
		}},
	PassphraseDiffer: {ExitUsage, true,
		text{
			"Les deux phrases de passe tapées ne sont pas les mêmes.",
			"The two passphrases you typed are not the same.",
			"Las dos frases de contraseña escritas no son iguales.",
		}, nothingWritten, text{
			"Tapez deux fois la même, sans hâte.",
			"Type the same one twice, without haste.",
			"Escriba dos veces la misma, sin prisa.",
		}},
	Locked: {ExitLocked, true,
		text{
			"Il faut une clé qui est verrouillée, et aucune phrase de passe n'a été donnée.",
			"A locked key is needed, and no passphrase was given.",
			"Hace falta una clave que está cerrada y no se dio ninguna frase de contraseña.",
		}, nothingSigned, text{
			"Lancez la commande dans un terminal, ou donnez --passphrase-file FICHIER.",
			"Run the command in a terminal, or give --passphrase-file FILE.",
			"Ejecute la orden en un terminal, o indique --passphrase-file ARCHIVO.",
		}},
	KeyFileKind: {ExitUsage, true,
		text{
			"Le fichier {path} n'est pas une clé d'une sorte que Foirail sait lire.",
			"The file {path} is not a key of a kind that Foirail can read.",
			"El archivo {path} no es una clave de un tipo que Foirail sepa leer.",
		}, nothingWritten, text{
			"Donnez les douze mots, l'identifiant et le mot de passe, ou un fichier .dunikey de sorte PubSec.",
			"Give the twelve words, the identifier and password, or a .dunikey file of kind PubSec.",
			"Dé las doce palabras, el identificador y la contraseña, o un archivo .dunikey de tipo PubSec.",
		}},
	BadWords: {ExitUsage, true,
		text{
			"Les douze mots ne vont pas ensemble, l'un d'eux est faux ou mal placé.",
			"The twelve words do not hold together, one of them is wrong or out of place.",
			"Las doce palabras no concuerdan, alguna está mal o fuera de lugar.",
		}, nothingWritten, text{
			"Relisez-les sur le papier, dans l'ordre, en anglais, avec une espace entre les mots.",
			"Read them again from the paper, in order, in English, one space between words.",
			"Vuelva a leerlas en el papel, en orden, en inglés, con un espacio entre palabras.",
		}},
	KeyLinked: {ExitRefused, true,
		text{
			"Cette clé est déjà rattachée à un compte, et elle l'est pour toujours.",
			"This key is already linked to an account, and it is so for good.",
			"Esta clave ya está vinculada a una cuenta, y lo está para siempre.",
		}, nothingMoved, text{
			"Faites une clé neuve pour ce téléphone, cette caisse ou cette carte.",
			"Make a new key for this phone, till or card.",
			"Haga una clave nueva para ese teléfono, caja o tarjeta.",
		}},
	NoStewardKey: {ExitUnsigned, true,
		text{
			"Cette machine n'a pas de clé de vote pour ce marché.",
			"This machine holds no voting key for this market.",
			"Esta máquina no tiene clave de voto para este mercado.",
		}, nothingSigned, text{
			"Lancez la commande sur la machine d'un gardien. Après une perte, la clé de coffre nomme la suivante avec « foirail restore ».",
			"Run the command on a steward's machine. After a loss, the vault key names the next one with “foirail restore”.",
			"Ejecute la orden en la máquina de un guardián. Tras una pérdida, la clave de la caja fuerte nombra la siguiente con «foirail restore».",
		}},
	RestoredKey: {ExitRefused, true,
		text{
			"Cette clé de vote vient d'une machine restaurée, elle ne signe plus.",
			"This voting key comes from a restored machine, it signs no more.",
			"Esta clave de voto viene de una máquina restaurada y ya no firma.",
		}, text{
			"Rien n'a été signé. L'argent est en sécurité, signer deux fois l'aurait mis en danger.",
			"Nothing was signed. The money is safe, signing twice would have put it at risk.",
			"No se ha firmado nada. El dinero está seguro, firmar dos veces lo habría puesto en peligro.",
		}, text{
			"Demandez un siège avec « foirail steward join », la clé de coffre nomme une nouvelle clé de vote pour l'époque suivante.",
			"Ask for a seat with “foirail steward join”, the vault key names a new voting key for the next epoch.",
			"Pida un asiento con «foirail steward join», la clave de la caja fuerte nombra una nueva clave de voto para la época siguiente.",
		}},
	BadIdentifier: {ExitUsage, true,
		text{
			"Cet identifiant et ce mot de passe ne peuvent pas servir ({reason}).",
			"This identifier and password cannot be used ({reason}).",
			"Este identificador y esta contraseña no sirven ({reason}).",
		}, nothingWritten, text{
			"Tapez-les exactement comme à la création du compte. Une seule lettre d'écart ouvre un autre compte, vide.",
			"Type them exactly as when the account was made. A single letter of difference opens another account, an empty one.",
			"Escríbalos exactamente como al crear la cuenta. Una sola letra distinta abre otra cuenta, vacía.",
		}},
	BadDerivation: {ExitUsage, true,
		text{
			"« {path} » n'est pas une dérivation.",
			"“{path}” is not a derivation.",
			"«{path}» no es una derivación.",
		}, nothingWritten, text{
			"Laissez-la vide pour la racine, ou écrivez deux barres et un nombre, comme //0.",
			"Leave it empty for the root, or write two slashes and a number, such as //0.",
			"Déjela vacía para la raíz, o escriba dos barras y un número, como //0.",
		}},
	OpenToOthers: {ExitRefused, false,
		text{
			"Le fichier secret {path} peut être lu par d'autres que vous.",
			"The secret file {path} can be read by others than you.",
			"El archivo secreto {path} puede ser leído por otros.",
		}, text{
			"Rien n'a été signé. Qui a lu ce fichier peut s'en servir.",
			"Nothing was signed. Whoever has read this file can use it.",
			"No se ha firmado nada. Quien haya leído ese archivo puede usarlo.",
		}, text{
			"Réservez-le à son propriétaire (chmod 600). Si quelqu'un a pu le lire, changez ce qu'il protège.",
			"Keep it for its owner (chmod 600). If somebody may have read it, change what it protects.",
			"Resérvelo a su dueño (chmod 600). Si alguien pudo leerlo, cambie lo que protege.",
		}},
}
