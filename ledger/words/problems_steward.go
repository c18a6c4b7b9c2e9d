package words

// stewardProblems: votes, levels and who may do what.
var stewardProblems = map[Code]problem{
	NoQuorum: {ExitUnsigned, true,
		text{
			"Trop peu de gardiens sont joignables pour le faire.",
			"Too few stewards are in reach to do this.",
			"Hay demasiado pocos guardianes al alcance para hacerlo.",
		}, nothingSigned, text{
			"Recommencez quand le lien avec les autres gardiens est revenu.",
			"Try again when the other stewards are in reach.",
			"Vuelva a intentarlo cuando los otros guardianes estén al alcance.",
		}},
	NotSteward: {ExitRefused, true,
		text{
			"Seul un gardien de ce marché peut faire cela.",
			"Only a steward of this market may do that.",
			"Solo un guardián de este mercado puede hacerlo.",
		}, nothingSigned, text{
			"Demandez à un gardien, ou lancez la commande sur sa machine.",
			"Ask a steward, or run the command on a steward's machine.",
			"Pídalo a un guardián, o ejecute la orden en su máquina.",
		}},
	LevelNotReached: {ExitLevel, true,
		text{
			"C'est signé et envoyé, mais pas encore au niveau demandé ({level}).",
			"It is signed and sent, but has not reached the level asked for ({level}).",
			"Está firmado y enviado, pero aún no ha llegado al nivel pedido ({level}).",
		}, text{
			"C'est enregistré et ne sera compté qu'une fois.",
			"It is kept and will be counted once only.",
			"Está guardado y se contará una sola vez.",
		}, text{
			"Ne payez pas une seconde fois. Attendez, puis regardez l'historique.",
			"Do not pay a second time. Wait, then look at the history.",
			"No pague otra vez. Espere y mire el historial.",
		}},
	Breach: {ExitBreach, false,
		text{
			"La vérification a trouvé une règle rompue ({code}).",
			"The verification found a rule broken ({code}).",
			"La verificación halló una regla rota ({code}).",
		}, text{
			"Les comptes de ce registre ne sont pas sûrs tant que la cause n'est pas trouvée.",
			"The accounts of this ledger are not certain until the cause is found.",
			"Las cuentas de este registro no son seguras hasta hallar la causa.",
		}, text{
			"Arrêtez les échanges, gardez une copie du répertoire et comparez avec un autre gardien ou une sauvegarde.",
			"Stop trading, keep a copy of the directory and compare with another steward or a backup.",
			"Detenga los intercambios, guarde una copia del directorio y compare con otro guardián o una copia.",
		}},
}
