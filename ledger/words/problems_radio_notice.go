package words

// radioNoticeProblems: what a radio that works complains of, or waits for.
var radioNoticeProblems = map[Code]problem{
	RadioDuty: {ExitFailed, true,
		text{
			"La carte sur {path} a atteint sa propre limite de temps d'antenne, et attend.",
			"The board at {path} has reached its own limit of airtime, and waits.",
			"La placa en {path} ha llegado a su propio límite de tiempo de antena, y espera.",
		}, radioNothingLost, text{
			"Rien à faire : ce qui attend part ensuite, ou par une autre route.",
			"There is nothing to do: what waits goes out afterwards, or by another road.",
			"No hay que hacer nada: lo que espera sale después, o por otro camino.",
		}},
	RadioRepeats: {ExitFailed, true,
		text{
			"La carte sur {path} a presque épuisé son heure, avec ce qu'elle répète pour les autres.",
			"The board at {path} has nearly spent its hour, with what it repeats for others.",
			"La placa en {path} casi ha agotado su hora, con lo que repite para otros.",
		}, radioNothingLost, text{
			"On attend que l'heure se libère. Si cela revient souvent, prenez un réglage plus rapide ou moins de sauts.",
			"It waits for the hour to free itself. If that comes often, take a faster preset or fewer hops.",
			"Se espera a que la hora se libere. Si pasa a menudo, use un ajuste más rápido o menos saltos.",
		}},
	RadioQueueFull: {ExitFailed, true,
		text{
			"La file de la carte sur {path} est pleine : le canal est très occupé.",
			"The queue of the board at {path} is full: the channel is very busy.",
			"La cola de la placa en {path} está llena: el canal está muy ocupado.",
		}, radioNothingLost, text{
			"Rien à faire : ce qui attend part ensuite, ou par une autre route.",
			"There is nothing to do: what waits goes out afterwards, or by another road.",
			"No hay que hacer nada: lo que espera sale después, o por otro camino.",
		}},
	RadioTooLarge: {ExitFailed, true,
		text{
			"La radio sur {path} a refusé une trame trop longue.",
			"The radio at {path} refused a frame that is too long.",
			"La radio en {path} rechazó una trama demasiado larga.",
		}, radioNothingLost, text{
			"Mettez à jour le micrologiciel et Foirail, et dites-le-nous : cela ne doit pas arriver.",
			"Update the firmware and Foirail, and tell us: this must not happen.",
			"Actualice el firmware y Foirail, y díganoslo: esto no debe ocurrir.",
		}},
	RadioNotSent: {ExitFailed, true,
		text{
			"La radio sur {path} n'a pas émis une trame (son erreur {value}).",
			"The radio at {path} did not send a frame (its error {value}).",
			"La radio en {path} no emitió una trama (su error {value}).",
		}, radioNothingLost, text{
			"La comparaison suivante rattrape la trame. Si cela revient souvent, regardez l'antenne et le courant.",
			"The next comparison makes up for the frame. If that comes often, look at the antenna and the current.",
			"La siguiente comparación recupera la trama. Si pasa a menudo, mire la antena y la corriente.",
		}},
	RadioLowMemory: {ExitFailed, true,
		text{
			"La mémoire de la radio sur {path} est verrouillée ou pleine.",
			"The memory of the radio at {path} is locked or full.",
			"La memoria de la radio en {path} está bloqueada o llena.",
		}, radioNothingLost, text{
			"Débranchez-la et rebranchez-la. Si cela reste, réécrivez son micrologiciel.",
			"Unplug it and plug it in again. If it stays so, flash it anew.",
			"Desconéctela y vuelva a conectarla. Si sigue igual, reescriba su firmware.",
		}},
}
