package words

// roadProblems: a road to the chain that is not asked, or not understood.
var roadProblems = map[Code]problem{
	NoChain: {ExitRefused, true,
		text{
			"Cette communauté joue avec de la monnaie de jeu : elle n'a pas de chaîne.",
			"This community plays with play money: it has no chain.",
			"Esta comunidad usa dinero de juego: no tiene cadena.",
		}, nothingMoved, text{
			"Rien à faire ici. Une communauté sur la Ğ1 se fonde avec « foirail found --chain g1 ».",
			"Nothing to do here. A community on the Ğ1 is founded with “foirail found --chain g1”.",
			"No hay nada que hacer aquí. Una comunidad sobre la Ğ1 se funda con «foirail found --chain g1».",
		}},
	NoEndpoints: {ExitUnsigned, true,
		text{
			"Aucun nœud de la chaîne n'est nommé dans les réglages.",
			"No node of the chain is named in the settings.",
			"Ningún nodo de la cadena figura en los ajustes.",
		}, nothingSigned, text{
			"Écrivez-en au moins deux dans {path}, sous [chain] : endpoints = [\"wss://A\", \"wss://B\"].",
			"Write at least two to {path}, under [chain]: endpoints = [\"wss://A\", \"wss://B\"].",
			"Escriba al menos dos en {path}, bajo [chain]: endpoints = [\"wss://A\", \"wss://B\"].",
		}},
	EndpointSilent: {ExitUnsigned, true,
		text{
			"Le nœud {name} de la chaîne ne répond pas.",
			"The node {name} of the chain does not answer.",
			"El nodo {name} de la cadena no responde.",
		}, nothingSigned, text{
			"Les autres sont interrogés entre-temps. Si cela dure, nommez-en un autre sous [chain] dans foirail.toml.",
			"The others are asked meanwhile. If it lasts, name another one under [chain] in foirail.toml.",
			"Mientras tanto se pregunta a los demás. Si dura, nombre otro bajo [chain] en foirail.toml.",
		}},
	FewEndpoints: {ExitDone, true,
		text{
			"Moins de nœuds de la chaîne sont nommés qu'il n'en faut d'accord.",
			"Fewer nodes of the chain are named than have to agree.",
			"Se nombran menos nodos de la cadena de los que deben coincidir.",
		}, text{
			"Rien n'est attesté ; l'argent du coffre reste où il est.",
			"Nothing is attested; the money in the vault stays where it is.",
			"No se da fe de nada; el dinero de la caja fuerte sigue donde está.",
		}, text{
			"Nommez-en un de plus sous [chain] dans foirail.toml, tenu par d'autres gens.",
			"Name one more under [chain] in foirail.toml, kept by other people.",
			"Nombre uno más bajo [chain] en foirail.toml, llevado por otra gente.",
		}},
	ChainStart: {ExitUnsigned, true,
		text{
			"La communauté porte une date de fondation, {when}, que la chaîne n'a pas encore atteinte.",
			"The community is dated as founded on {when}, which the chain has not reached yet.",
			"La comunidad lleva como fecha de fundación {when}, que la cadena aún no ha alcanzado.",
		}, nothingSigned, text{
			"Une horloge était fausse. Dites d'où lire avec « foirail chain follow --from BLOC », un bloc d'avant le premier dépôt.",
			"A clock was wrong. Say from where to read with “foirail chain follow --from BLOCK”, a block before the first deposit.",
			"Un reloj iba mal. Diga desde dónde leer con «foirail chain follow --from BLOQUE», un bloque anterior al primer depósito.",
		}},
	ChainFrom: {ExitUnsigned, true,
		text{
			"Ce registre a commencé par un point de contrôle et ne dit pas d'où lire la chaîne.",
			"This ledger began with a checkpoint and does not tell from where the chain is to be read.",
			"Este registro empezó con un punto de control y no dice desde dónde leer la cadena.",
		}, nothingSigned, text{
			"Dites-le une fois avec « foirail chain follow --from BLOC », un bloc d'avant le premier dépôt qui n'est pas attesté.",
			"Say it once with “foirail chain follow --from BLOCK”, a block before the first deposit that is not attested.",
			"Dígalo una vez con «foirail chain follow --from BLOQUE», un bloque anterior al primer depósito sin atestiguar.",
		}},
	ChainExtension: {ExitUnsigned, true,
		text{
			"La chaîne demande ou dit quelque chose que ce programme ne connaît pas.",
			"The chain asks for or says something that this program does not know.",
			"La cadena pide o dice algo que este programa no conoce.",
		}, nothingSigned, updateFoirail},
	ChainBusy: {ExitUnsigned, true,
		text{
			"La chaîne est encombrée et chère, ou tarde à rendre ses blocs définitifs.",
			"The chain is busy and dear, or is slow to make its blocks final.",
			"La cadena está cargada y es cara, o tarda en hacer definitivos sus bloques.",
		}, nothingSigned, text{
			"Attendez quelques minutes, puis recommencez.",
			"Wait some minutes, then try again.",
			"Espere unos minutos y vuelva a intentarlo.",
		}},
	ChainRefused: {ExitFailed, true,
		text{
			"Un nœud de la chaîne a refusé : {reason}.",
			"A node of the chain has refused: {reason}.",
			"Un nodo de la cadena se ha negado: {reason}.",
		}, text{
			"Ce qui était signé est gardé. Rien n'a été payé deux fois, et ne peut l'être.",
			"What was signed is kept. Nothing was paid twice, nor can it be.",
			"Lo firmado se guarda. Nada se ha pagado dos veces, ni puede pagarse.",
		}, text{
			"Regardez « foirail settle status », puis recommencez.",
			"Look at “foirail settle status”, then try again.",
			"Mire «foirail settle status» y vuelva a intentarlo.",
		}},
}
