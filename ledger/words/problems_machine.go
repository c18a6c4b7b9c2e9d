package words

// machineProblems: the directory, the clock and the command line.
var machineProblems = map[Code]problem{
	NoCommunity: {ExitUsage, true,
		text{
			"Il n'y a pas de registre dans {path}.",
			"There is no ledger in {path}.",
			"No hay ningún registro en {path}.",
		}, nothingWritten, text{
			"Fondez une communauté avec « foirail found », ou donnez le bon répertoire avec --dir.",
			"Found a community with “foirail found”, or give the right directory with --dir.",
			"Funde una comunidad con «foirail found», o dé el directorio correcto con --dir.",
		}},
	ChainUnknown: {ExitUsage, true,
		text{
			"« {name} » ne dit pas de quelle chaîne il s'agit.",
			"“{name}” does not tell which chain is meant.",
			"«{name}» no dice de qué cadena se trata.",
		}, nothingWritten, text{
			"Donnez g1, none (monnaie de jeu), ou l'empreinte du bloc de genèse : la ĞDev est relancée de temps en temps, son nom seul ne suffit pas.",
			"Give g1, none (play money), or the genesis hash: ĞDev is started anew from time to time, so its name alone does not do.",
			"Dé g1, none (dinero de juego) o el hash del bloque génesis: ĞDev se reinicia de vez en cuando y su nombre solo no basta.",
		}},
	AlreadyFounded: {ExitRefused, true,
		text{
			"Le répertoire {path} contient déjà un registre.",
			"The directory {path} holds a ledger already.",
			"El directorio {path} ya contiene un registro.",
		}, nothingWritten, text{
			"Servez-vous-en, ou fondez l'autre communauté dans un autre répertoire avec --dir.",
			"Use it, or found the other community in another directory with --dir.",
			"Úselo, o funde la otra comunidad en otro directorio con --dir.",
		}},
	Busy: {ExitBusy, true,
		text{
			"Une autre commande se sert de {path} en ce moment.",
			"Another command is using {path} right now.",
			"Otra orden está usando {path} en este momento.",
		}, nothingSigned, text{
			"Attendez qu'elle ait fini, puis recommencez.",
			"Wait until it has finished, then try again.",
			"Espere a que termine y vuelva a intentarlo.",
		}},
	ClockOff: {ExitDone, true,
		text{
			"L'horloge de cette machine semble fausse de plusieurs années, elle indique le {when}.",
			"The clock of this machine looks years off, it says {when}.",
			"El reloj de esta máquina parece errado en años, marca el {when}.",
		}, text{
			"L'argent n'en dépend pas. Seules les dates à lire seront fausses.",
			"The money does not depend on it. Only the dates that people read will be wrong.",
			"El dinero no depende de él. Solo serán erróneas las fechas que se leen.",
		}, text{
			"Mettez l'horloge à l'heure.",
			"Set the clock.",
			"Ponga el reloj en hora.",
		}},
	Interrupted: {ExitFailed, true,
		text{
			"La commande a été arrêtée avant la fin.",
			"The command was stopped before its end.",
			"La orden se detuvo antes de acabar.",
		}, text{
			"Ce qui a été confirmé est fait. Ce qui vient d'être demandé l'est peut-être, jamais à moitié.",
			"What was confirmed is done. What was just asked for may be done or not, never by half.",
			"Lo confirmado está hecho. Lo que se acaba de pedir quizá lo esté, nunca a medias.",
		}, text{
			"Regardez l'historique, puis recommencez s'il le faut.",
			"Look at the history, then try again if need be.",
			"Mire el historial y vuelva a intentarlo si hace falta.",
		}},
	Usage: {ExitUsage, true,
		text{
			"Cette commande ne s'écrit pas ainsi ({reason}).",
			"This command is not written like that ({reason}).",
			"Esta orden no se escribe así ({reason}).",
		}, nothingMoved, text{
			"Ajoutez --help à la commande pour voir comment elle s'écrit.",
			"Add --help to the command to see how it is written.",
			"Añada --help a la orden para ver cómo se escribe.",
		}},
	Internal: {ExitFailed, false,
		text{
			"Foirail a rencontré une erreur qu'il n'attendait pas ({reason}).",
			"Foirail met an error that it did not expect ({reason}).",
			"Foirail encontró un error que no esperaba ({reason}).",
		}, text{
			"Ce qui avait été confirmé est écrit. Cette commande, elle, n'est pas confirmée.",
			"What was confirmed before is written. This command is not confirmed.",
			"Lo confirmado antes está escrito. Esta orden no está confirmada.",
		}, text{
			"Lancez « foirail verify », puis signalez l'erreur avec ce message.",
			"Run “foirail verify”, then report the error with this message.",
			"Ejecute «foirail verify» e informe del error con este mensaje.",
		}},
}
