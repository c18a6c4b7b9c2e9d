package words

// radioBoardProblems: a radio that answers, and cannot serve as it is.
var radioBoardProblems = map[Code]problem{
	RadioOldFirmware: {ExitFailed, true,
		text{
			"Le micrologiciel {version} de la carte sur {path} est trop ancien.",
			"The firmware {version} of the board at {path} is too old.",
			"El firmware {version} de la placa en {path} es demasiado antiguo.",
		}, radioNothingLost, text{
			"Écrivez-y une version {least} ou plus récente : rnodeconf --update.",
			"Flash version {least} or a newer one: rnodeconf --update.",
			"Escriba la versión {least} o una más nueva: rnodeconf --update.",
		}},
	RadioNotTaken: {ExitFailed, true,
		text{
			"La radio sur {path} ne prend pas le réglage {name} {value}, mais {other}.",
			"The radio at {path} does not take the setting {name} {value}, but {other}.",
			"La radio en {path} no acepta el ajuste {name} {value}, sino {other}.",
		}, radioNothingLost, text{
			"Réglez ce qu'elle peut, et de même dans les autres villages ; ou prenez une carte pour cette bande.",
			"Set what it can do, and the same in the other villages; or take a board for this band.",
			"Ajuste lo que puede, e igual en las otras aldeas; o use una placa para esta banda.",
		}},
	RadioNoPapers: {ExitFailed, true,
		text{
			"La carte sur {path} n'allume pas sa radio.",
			"The board at {path} does not turn its radio on.",
			"La placa en {path} no enciende su radio.",
		}, radioNothingLost, text{
			"Il lui manque ses papiers : réécrivez-la avec rnodeconf --autoinstall.",
			"It lacks its papers: flash it anew with rnodeconf --autoinstall.",
			"Le faltan sus papeles: reescríbala con rnodeconf --autoinstall.",
		}},
	RadioNoBoardRegion: {ExitFailed, true,
		text{
			"La carte sur {path} ne sait pas dans quelle région elle est : elle n'émet ni n'entend.",
			"The board at {path} does not know in which region it is: it neither sends nor hears.",
			"La placa en {path} no sabe en qué región está: ni emite ni oye.",
		}, radioNothingLost, text{
			"Dites-le-lui dans l'application Meshtastic, ou avec : meshtastic --set lora.region {region}.",
			"Tell it in the Meshtastic app, or with: meshtastic --set lora.region {region}.",
			"Dígaselo en la aplicación Meshtastic, o con: meshtastic --set lora.region {region}.",
		}},
	RadioSendingOff: {ExitFailed, true,
		text{
			"L'émission est coupée sur la carte branchée sur {path}.",
			"Sending is turned off on the board at {path}.",
			"La emisión está apagada en la placa conectada en {path}.",
		}, radioNothingLost, text{
			"Remettez-la dans l'application Meshtastic, ou avec : meshtastic --set lora.tx_enabled true.",
			"Turn it on in the Meshtastic app, or with: meshtastic --set lora.tx_enabled true.",
			"Enciéndala en la aplicación Meshtastic, o con: meshtastic --set lora.tx_enabled true.",
		}},
	RadioSignedOnly: {ExitFailed, true,
		text{
			"La carte sur {path} n'accepte que les paquets signés : elle n'entend pas nos trames les plus longues.",
			"The board at {path} takes signed packets alone: it does not hear our longest frames.",
			"La placa en {path} solo acepta paquetes firmados: no oye nuestras tramas más largas.",
		}, radioNothingLost, text{
			"Réglez-la ainsi : meshtastic --set security.packet_signature_policy PACKET_SIGNATURE_POLICY_BALANCED.",
			"Set it so: meshtastic --set security.packet_signature_policy PACKET_SIGNATURE_POLICY_BALANCED.",
			"Ajústela así: meshtastic --set security.packet_signature_policy PACKET_SIGNATURE_POLICY_BALANCED.",
		}},
	RadioStrangeRegion: {ExitFailed, true,
		text{
			"La carte sur {path} est réglée sur une région que Foirail ne connaît pas (numéro {value}).",
			"The board at {path} is set to a region that Foirail does not know (number {value}).",
			"La placa en {path} está ajustada a una región que Foirail no conoce (número {value}).",
		}, radioNothingLost, text{
			"Réglez-y la région où vous êtes. Si c'est la bonne, il faut un Foirail plus récent.",
			"Set it to the region where you are. If it is the right one, it takes a newer Foirail.",
			"Ajústela a la región donde está usted. Si es la correcta, hace falta un Foirail más nuevo.",
		}},
	RadioStrangePreset: {ExitFailed, true,
		text{
			"La carte sur {path} émet d'une façon que Foirail ne connaît pas ({value}).",
			"The board at {path} sends in a way that Foirail does not know ({value}).",
			"La placa en {path} emite de una manera que Foirail no conoce ({value}).",
		}, radioNothingLost, text{
			"Choisissez un réglage courant, comme ShortFast ou MediumFast, le même dans chaque village.",
			"Choose a common preset, such as ShortFast or MediumFast, the same in every village.",
			"Elija un ajuste corriente, como ShortFast o MediumFast, el mismo en cada aldea.",
		}},
	RadioOtherRegion: {ExitFailed, true,
		text{
			"La carte sur {path} est réglée sur {name}, cette radio sur {region}.",
			"The board at {path} is set to {name}, this radio to {region}.",
			"La placa en {path} está ajustada a {name}, esta radio a {region}.",
		}, radioNothingLost, text{
			"Réglez les deux sur la région où vous êtes.",
			"Set both to the region where you are.",
			"Ajuste ambas a la región donde está usted.",
		}},
	RadioBoardFrequency: {ExitFailed, true,
		text{
			"La carte sur {path} émet à {value} MHz, où {region} ne le permet pas.",
			"The board at {path} sends at {value} MHz, where {region} does not allow it.",
			"La placa en {path} emite a {value} MHz, donde {region} no lo permite.",
		}, radioNothingLost, text{
			"Choisissez sur la carte un autre réglage ou un autre canal de fréquence.",
			"Choose another preset or another frequency slot on the board.",
			"Elija en la placa otro ajuste u otro canal de frecuencia.",
		}},
	RadioOtherBand: {ExitFailed, true,
		text{
			"La carte sur {path} émet à {value} MHz, dans la sous-bande {name}, alors que l'on compte le temps d'antenne de {other}.",
			"The board at {path} sends at {value} MHz, in the sub-band {name}, while the airtime of {other} is counted.",
			"La placa en {path} emite a {value} MHz, en la subbanda {name}, pero se cuenta el tiempo de antena de {other}.",
		}, radioNothingLost, text{
			"Ajoutez --frequency {value}, ou frequency = {value} sous [[radio]].",
			"Add --frequency {value}, or frequency = {value} under [[radio]].",
			"Añada --frequency {value}, o frequency = {value} bajo [[radio]].",
		}},
	RadioBoardPower: {ExitFailed, true,
		text{
			"La carte sur {path} émet avec {value} dBm, la loi en permet {most}.",
			"The board at {path} sends with {value} dBm, the law allows {most}.",
			"La placa en {path} emite con {value} dBm, la ley permite {most}.",
		}, radioNothingLost, text{
			"Baissez-la : meshtastic --set lora.tx_power {most}.",
			"Lower it: meshtastic --set lora.tx_power {most}.",
			"Bájela: meshtastic --set lora.tx_power {most}.",
		}},
	RadioNoChannel: {ExitFailed, true,
		text{
			"La carte sur {path} n'a pas de canal {name} ; elle a {other}.",
			"The board at {path} has no channel {name}; it has {other}.",
			"La placa en {path} no tiene el canal {name}; tiene {other}.",
		}, radioNothingLost, text{
			"Faites-en un avec une clé à lui (meshtastic --ch-add {channel}), et donnez le même aux autres villages.",
			"Make one with a key of its own (meshtastic --ch-add {channel}), and give the same one to the other villages.",
			"Haga uno con clave propia (meshtastic --ch-add {channel}), y dé el mismo a las otras aldeas.",
		}},
	RadioOpenChannel: {ExitFailed, true,
		text{
			"Le canal {name} de la carte sur {path} est ouvert à tout le monde ; on ne s'en sert pas.",
			"The channel {name} of the board at {path} is open to everybody; it is not used.",
			"El canal {name} de la placa en {path} está abierto a todos; no se usa.",
		}, radioNothingLost, text{
			"Faites-en un avec une clé à lui (meshtastic --ch-add {channel}), et donnez le même aux autres villages.",
			"Make one with a key of its own (meshtastic --ch-add {channel}), and give the same one to the other villages.",
			"Haga uno con clave propia (meshtastic --ch-add {channel}), y dé el mismo a las otras aldeas.",
		}},
	RadioModulePace: {ExitFailed, true,
		text{
			"Le module sur {path} ne connaît pas le facteur d'étalement {other} à {value} kHz.",
			"The module at {path} knows no spreading factor {other} at {value} kHz.",
			"El módulo en {path} no conoce el factor de ensanchamiento {other} a {value} kHz.",
		}, radioNothingLost, text{
			"Il va jusqu'à 9 à 125 kHz, 10 à 250, 11 à 500. Prenez le même réglage dans chaque village.",
			"It goes up to 9 at 125 kHz, 10 at 250, 11 at 500. Take the same setting in every village.",
			"Llega hasta 9 a 125 kHz, 10 a 250, 11 a 500. Use el mismo ajuste en cada aldea.",
		}},
}
