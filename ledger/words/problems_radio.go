package words

// What several problems of radios share.
var (
	radioNothingLost = text{
		"L'argent n'en dépend pas. Ce qui est écrit partira quand une route s'ouvrira.",
		"The money does not depend on it. What is written goes out when a road opens.",
		"El dinero no depende de ello. Lo escrito saldrá cuando se abra un camino.",
	}
	radioHelp = text{
		"« foirail help radios » dit comment s'y prendre, « foirail radio list » ce qui est branché.",
		"“foirail help radios” tells how to go about it, “foirail radio list” what is plugged in.",
		"«foirail help radios» dice cómo hacerlo, «foirail radio list» lo que está conectado.",
	}
)

// radioProblems: radios, their ports, and what the law lets them send.
var radioProblems = map[Code]problem{
	BadRadio: {ExitUsage, true,
		text{
			"« {name} » n'est pas l'adresse d'une radio.",
			"“{name}” is not the address of a radio.",
			"«{name}» no es la dirección de una radio.",
		}, nothingMoved, text{
			"Écrivez la sorte et le port, comme rnode:/dev/serial/by-id/NOM ou rnode:tcp://HÔTE:7633. Sortes connues : {other}.",
			"Write the kind and the port, such as rnode:/dev/serial/by-id/NAME or rnode:tcp://HOST:7633. Kinds that are known: {other}.",
			"Escriba la clase y el puerto, como rnode:/dev/serial/by-id/NOMBRE o rnode:tcp://ANFITRIÓN:7633. Clases conocidas: {other}.",
		}},
	BadRadioKey: {ExitUsage, true,
		text{
			"Le fichier {path} ne contient pas de clé de radio.",
			"The file {path} holds no radio key.",
			"El archivo {path} no contiene ninguna clave de radio.",
		}, nothingMoved, text{
			"Il y faut 64 chiffres hexadécimaux, les mêmes dans chaque village, comme en fait « openssl rand -hex 32 ».",
			"It takes 64 hexadecimal digits, the same in every village, such as “openssl rand -hex 32” makes.",
			"Hacen falta 64 cifras hexadecimales, las mismas en cada aldea, como las que da «openssl rand -hex 32».",
		}},
	OneBracket: {ExitUsage, true,
		text{
			"Le fichier {path} écrit [radio] à la ligne {number}, avec un seul crochet.",
			"The file {path} says [radio] in line {number}, with one bracket.",
			"El archivo {path} dice [radio] en la línea {number}, con un solo corchete.",
		}, nothingMoved, text{
			"Écrivez [[radio]], avec deux crochets de chaque côté : une machine peut avoir plusieurs radios.",
			"Write [[radio]], with two brackets on each side: a machine may have several radios.",
			"Escriba [[radio]], con dos corchetes a cada lado: una máquina puede tener varias radios.",
		}},
	NoRegion: {ExitUsage, true,
		text{
			"Il faut dire dans quelle région la radio émet.",
			"It has to be said in which region the radio sends.",
			"Hay que decir en qué región emite la radio.",
		}, nothingMoved, text{
			"Ajoutez --region, ou region sous [[radio]]. La loi n'est pas la même partout ; en Europe c'est EU868. Connues : {other}.",
			"Add --region, or region under [[radio]]. The law is not the same everywhere; in Europe it is EU868. Known: {other}.",
			"Añada --region, o region bajo [[radio]]. La ley no es igual en todas partes; en Europa es EU868. Conocidas: {other}.",
		}},
	NoRadio: {ExitFailed, true,
		text{
			"Aucune radio n'est nommée dans les réglages de cette machine.",
			"No radio is named in the settings of this machine.",
			"Ninguna radio figura en los ajustes de esta máquina.",
		}, nothingMoved, text{
			"Relancez « foirail serve » avec --radio et --region, ou écrivez [[radio]] dans foirail.toml.",
			"Start “foirail serve” anew with --radio and --region, or write [[radio]] to foirail.toml.",
			"Vuelva a lanzar «foirail serve» con --radio y --region, o escriba [[radio]] en foirail.toml.",
		}},
	NoAirtime: {ExitFailed, true,
		text{
			"Le temps d'antenne que la loi accorde pour cette heure est épuisé.",
			"The airtime that the law grants for this hour is used up.",
			"El tiempo de antena que la ley concede para esta hora está agotado.",
		}, radioNothingLost, text{
			"Attendez {when}.",
			"Wait {when}.",
			"Espere {when}.",
		}},
	AirtimeHeld: {ExitBusy, true,
		text{
			"Un autre programme compte en ce moment le temps d'antenne dans {path}.",
			"Another program is counting the airtime in {path} right now.",
			"Otro programa está contando ahora el tiempo de antena en {path}.",
		}, radioNothingLost, text{
			"Attendez qu'il ait fini : deux essais à la fois dépasseraient l'heure permise.",
			"Wait until it has ended: two tests at once would exceed the hour that is allowed.",
			"Espere a que termine: dos pruebas a la vez excederían la hora permitida.",
		}},
	NotHeard: {ExitFailed, true,
		text{
			"Rien de ce que {name} a émis n'a été entendu par {other}.",
			"Nothing that {name} sent was heard by {other}.",
			"Nada de lo que emitió {name} fue oído por {other}.",
		}, radioNothingLost, text{
			"Vérifiez les antennes et la région des deux. Trop près, à moins d'un mètre, des radios s'assourdissent aussi.",
			"Check the antennas and the region of both. Less than a metre apart radios deafen each other, too.",
			"Revise las antenas y la región de ambas. A menos de un metro las radios también se ensordecen.",
		}},
}
