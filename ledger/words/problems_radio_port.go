package words

// radioPortProblems: a radio that cannot be opened, or does not answer.
var radioPortProblems = map[Code]problem{
	RadioAbsent: {ExitFailed, true,
		text{
			"Rien n'est branché sur {path}.",
			"Nothing is plugged in at {path}.",
			"No hay nada conectado en {path}.",
		}, radioNothingLost, text{
			"Branchez la radio avec un câble qui porte les données. « foirail radio list » dit ce qui est là.",
			"Plug the radio in with a cable that carries data. “foirail radio list” tells what is there.",
			"Conecte la radio con un cable que lleve datos. «foirail radio list» dice lo que hay.",
		}},
	RadioUnreachable: {ExitFailed, true,
		text{
			"Personne ne répond à l'adresse {path}.",
			"Nobody answers at the address {path}.",
			"Nadie responde en la dirección {path}.",
		}, radioNothingLost, text{
			"Regardez si la carte est allumée et sur le même réseau, et si l'adresse est encore la sienne.",
			"See whether the board is switched on and in the same network, and whether the address is still its own.",
			"Mire si la placa está encendida y en la misma red, y si la dirección sigue siendo la suya.",
		}},
	RadioDenied: {ExitFailed, true,
		text{
			"Vous n'avez pas le droit d'ouvrir {path}.",
			"You may not open {path}.",
			"No tiene derecho a abrir {path}.",
		}, radioNothingLost, text{
			"Entrez dans le groupe {name} : sudo usermod -aG {name} UTILISATEUR, puis ouvrez une nouvelle session.",
			"Join the group {name}: sudo usermod -aG {name} USER, then log in anew.",
			"Entre en el grupo {name}: sudo usermod -aG {name} USUARIO, y vuelva a iniciar sesión.",
		}},
	RadioDeniedAlone: {ExitFailed, true,
		text{
			"Vous n'avez pas le droit d'ouvrir {path}, et aucun groupe ne l'a.",
			"You may not open {path}, and no group may.",
			"No tiene derecho a abrir {path}, y ningún grupo lo tiene.",
		}, radioNothingLost, text{
			"« foirail help radios » montre la règle udev qui donne la radio à un groupe.",
			"“foirail help radios” shows the udev rule that gives the radio to a group.",
			"«foirail help radios» muestra la regla udev que da la radio a un grupo.",
		}},
	RadioBusy: {ExitBusy, true,
		text{
			"Un autre programme se sert de {path}.",
			"Another program is using {path}.",
			"Otro programa está usando {path}.",
		}, radioNothingLost, text{
			"Fermez-le : une radio ne parle qu'à un programme. C'est peut-être « foirail serve » lui-même, ou ModemManager.",
			"Close it: a radio talks to one program only. It may be “foirail serve” itself, or ModemManager.",
			"Ciérrelo: una radio solo habla con un programa. Puede ser el propio «foirail serve», o ModemManager.",
		}},
	RadioSilent: {ExitFailed, true,
		text{
			"Aucune radio ne répond comme il faut sur {path}.",
			"No radio answers as it should at {path}.",
			"Ninguna radio responde como debe en {path}.",
		}, radioNothingLost, radioHelp},
	RadioOtherFirmware: {ExitFailed, true,
		text{
			"Ce qui est branché sur {path} ne répond pas comme un appareil {name}.",
			"What is plugged in at {path} does not answer as a {name} device does.",
			"Lo que está conectado en {path} no responde como un aparato {name}.",
		}, radioNothingLost, text{
			"Appuyez sur son bouton de remise à zéro. « foirail radio probe » dit quel micrologiciel s'y trouve.",
			"Press its reset button. “foirail radio probe” tells which firmware is there.",
			"Pulse su botón de reinicio. «foirail radio probe» dice qué firmware hay.",
		}},
	RadioRestarts: {ExitFailed, true,
		text{
			"La radio sur {path} redémarre sans cesse.",
			"The radio at {path} starts anew again and again.",
			"La radio en {path} se reinicia una y otra vez.",
		}, radioNothingLost, text{
			"Souvent le courant manque : prenez un câble plus court ou une alimentation plus forte, et vissez l'antenne.",
			"Often it lacks current: take a shorter cable or a stronger supply, and screw the antenna on.",
			"A menudo le falta corriente: use un cable más corto o una fuente más fuerte, y enrosque la antena.",
		}},
	RadioHalfAnswers: {ExitFailed, true,
		text{
			"La radio sur {path} répond à une partie des questions seulement.",
			"The radio at {path} answers a part of the questions only.",
			"La radio en {path} responde solo a una parte de las preguntas.",
		}, radioNothingLost, text{
			"Prenez un autre câble, et appuyez sur le bouton de remise à zéro. Si cela reste, mettez le micrologiciel à jour.",
			"Take another cable, and press the reset button. If it stays so, update the firmware.",
			"Use otro cable, y pulse el botón de reinicio. Si sigue igual, actualice el firmware.",
		}},
	RadioStuck: {ExitFailed, true,
		text{
			"La radio sur {path} ne prend plus rien à émettre.",
			"The radio at {path} takes nothing to send any more.",
			"La radio en {path} ya no acepta nada que emitir.",
		}, radioNothingLost, text{
			"On réessaie tout seul. Si cela dure, débranchez-la et rebranchez-la.",
			"It is tried again by itself. If that lasts, unplug it and plug it in again.",
			"Se reintenta solo. Si dura, desconéctela y vuelva a conectarla.",
		}},
	RadioGone: {ExitFailed, true,
		text{
			"La radio sur {path} ne répond plus.",
			"The radio at {path} does not answer any more.",
			"La radio en {path} ya no responde.",
		}, radioNothingLost, text{
			"On réessaie tout seul. Regardez le câble et le courant.",
			"It is tried again by itself. Look at the cable and the current.",
			"Se reintenta solo. Mire el cable y la corriente.",
		}},
	RadioChip: {ExitFailed, true,
		text{
			"La puce radio de la carte sur {path} ne répond pas comme il faut.",
			"The radio chip of the board at {path} does not answer as it should.",
			"El chip de radio de la placa en {path} no responde como debe.",
		}, radioNothingLost, text{
			"Débranchez la carte un moment. Si cela reste, réécrivez son micrologiciel ; sinon la puce est abîmée.",
			"Unplug the board for a while. If it stays so, flash it anew; else the chip is damaged.",
			"Desconecte la placa un rato. Si sigue igual, reescriba su firmware; si no, el chip está dañado.",
		}},
}
