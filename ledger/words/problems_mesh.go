package words

// meshProblems: a node that runs, its settings, its disk and the others that it meets.
var meshProblems = map[Code]problem{
	BadSettings: {ExitUsage, true,
		text{
			"La ligne {number} de {path} ne convient pas ({reason}).",
			"Line {number} of {path} will not do ({reason}).",
			"La línea {number} de {path} no sirve ({reason}).",
		}, nothingMoved, text{
			"Corrigez cette ligne, « foirail help settings » dit ce qui peut s'y trouver.",
			"Mend that line, “foirail help settings” tells what may stand there.",
			"Corrija esa línea, «foirail help settings» dice lo que puede haber en ella.",
		}},
	DiskLow: {ExitDone, true,
		text{
			"Il ne reste que {size} sur le disque de {path}.",
			"Only {size} are left on the disk of {path}.",
			"Solo quedan {size} en el disco de {path}.",
		}, text{
			"Ce qui est écrit est sûr. Cette machine ne vote plus, pour ne rien promettre qu'elle ne puisse garder.",
			"What is written is safe. This machine votes no more, so as to promise nothing that it cannot keep.",
			"Lo escrito está a salvo. Esta máquina ya no vota, para no prometer nada que no pueda guardar.",
		}, text{
			"Faites de la place sur ce disque.",
			"Make room on that disk.",
			"Haga sitio en ese disco.",
		}},
	NotSynced: {ExitUnsigned, true,
		text{
			"Cette machine n'a encore rien reçu de sa communauté.",
			"This machine has not received anything from its community yet.",
			"Esta máquina aún no ha recibido nada de su comunidad.",
		}, nothingSigned, text{
			"Lancez « foirail serve » près d'une machine qui en fait partie, ou importez un fichier avec « foirail bundle import ».",
			"Run “foirail serve” near a machine that is part of it, or import a file with “foirail bundle import”.",
			"Ejecute «foirail serve» cerca de una máquina que forme parte de ella, o importe un archivo con «foirail bundle import».",
		}},
	NotVouched: {ExitRefused, true,
		text{
			"Aucun point de contrôle n'est encore garanti par assez de gardiens.",
			"No checkpoint is vouched for by enough stewards yet.",
			"Ningún punto de control está avalado aún por bastantes guardianes.",
		}, nothingWritten, text{
			"Attendez : les gardiens en dressent un toutes les dix mille écritures, et à chaque changement de gardiens.",
			"Wait: stewards draw one every ten thousand entries, and whenever stewards change.",
			"Espere: los guardianes trazan uno cada diez mil asientos, y cada vez que cambian los guardianes.",
		}},
	BadCheckpoint: {ExitRefused, true,
		text{
			"Ce point de contrôle ne tient pas : il est abîmé, ou trop peu de gardiens le garantissent.",
			"This checkpoint does not hold: it is damaged, or too few stewards vouch for it.",
			"Este punto de control no vale: está dañado, o lo avalan muy pocos guardianes.",
		}, nothingWritten, text{
			"Demandez-en un autre à une autre machine, avec « foirail bundle export --checkpoint ».",
			"Ask another machine for another one, with “foirail bundle export --checkpoint”.",
			"Pida otro a otra máquina, con «foirail bundle export --checkpoint».",
		}},
	AlreadyBegun: {ExitRefused, true,
		text{
			"{path} contient déjà des écritures, on ne peut plus choisir par où commencer.",
			"{path} holds entries already, where to begin cannot be chosen any more.",
			"{path} ya contiene asientos, ya no se puede elegir por dónde empezar.",
		}, nothingMoved, text{
			"Pour alléger ce registre, lancez « foirail prune ». Pour commencer autrement, prenez un autre répertoire avec --dir.",
			"To make this ledger lighter, run “foirail prune”. To begin otherwise, take another directory with --dir.",
			"Para aligerar este registro, ejecute «foirail prune». Para empezar de otro modo, use otro directorio con --dir.",
		}},
	BadPeerCode: {ExitUsage, true,
		text{
			"« {name} » n'est ni le code d'une machine ni une adresse.",
			"“{name}” is neither the code of a machine nor an address.",
			"«{name}» no es ni el código de una máquina ni una dirección.",
		}, nothingMoved, text{
			"Demandez à l'autre machine son code avec « foirail peer show ».",
			"Ask the other machine for its code with “foirail peer show”.",
			"Pida a la otra máquina su código con «foirail peer show».",
		}},
	BadFrontier: {ExitUsage, true,
		text{
			"{path} ne dit pas ce que tient une machine, ou ce fichier est abîmé.",
			"{path} does not tell what a machine holds, or the file is damaged.",
			"{path} no dice lo que tiene una máquina, o el archivo está dañado.",
		}, nothingMoved, text{
			"Écrivez-le de nouveau avec « foirail bundle frontier » sur la machine à qui il manque quelque chose.",
			"Write it again with “foirail bundle frontier” on the machine that lacks something.",
			"Escríbalo de nuevo con «foirail bundle frontier» en la máquina a la que le falta algo.",
		}},
	PortTaken: {ExitFailed, true,
		text{
			"Cette machine ne peut pas écouter sur {address}.",
			"This machine cannot listen on {address}.",
			"Esta máquina no puede escuchar en {address}.",
		}, nothingMoved, text{
			"Donnez un autre port, ou arrêtez le programme qui l'occupe.",
			"Give another port, or stop the program that has it.",
			"Dé otro puerto, o detenga el programa que lo ocupa.",
		}},
	NotRunning: {ExitFailed, true,
		text{
			"Rien ne tourne sur {path}, cette machine ne voit donc personne.",
			"Nothing runs on {path}, so this machine meets nobody.",
			"Nada está en marcha en {path}, así que esta máquina no ve a nadie.",
		}, nothingMoved, text{
			"Lancez « foirail serve ».",
			"Run “foirail serve”.",
			"Ejecute «foirail serve».",
		}},
	NoPeers: {ExitUnsigned, true,
		text{
			"Aucune autre machine n'est joignable.",
			"No other machine is in reach.",
			"Ninguna otra máquina está al alcance.",
		}, text{
			"Ce qui est final le reste. Ce qui est promis attend.",
			"What is final stays final. What is promised waits.",
			"Lo que es final lo sigue siendo. Lo prometido espera.",
		}, text{
			"Vérifiez le réseau, ou présentez les machines l'une à l'autre avec « foirail peer add ».",
			"Check the network, or make the machines known to each other with “foirail peer add”.",
			"Compruebe la red, o presente las máquinas entre sí con «foirail peer add».",
		}},
	NotCompared: {ExitUnsigned, true,
		text{
			"Cette machine attend que d'autres gardiens lui disent ce qu'ils connaissent d'elle.",
			"This machine waits for other stewards to tell what they know of it.",
			"Esta máquina espera que otros guardianes le digan lo que conocen de ella.",
		}, text{
			"Elle ne signe rien d'ici là, pour ne jamais voter deux fois.",
			"Until then it signs nothing, so that it never votes twice.",
			"Hasta entonces no firma nada, para no votar nunca dos veces.",
		}, text{
			"Attendez que le lien avec les autres gardiens soit là.",
			"Wait until other stewards are in reach.",
			"Espere a que otros guardianes estén al alcance.",
		}},
	NotHealthy: {ExitFailed, true,
		text{
			"Au moins un point ne va pas.",
			"At least one point is not as it should be.",
			"Al menos un punto no está bien.",
		}, nothingMoved, text{
			"Suivez ce que dit chaque ligne marquée FAIL.",
			"Do what each line marked FAIL says.",
			"Siga lo que dice cada línea marcada FAIL.",
		}},
}
