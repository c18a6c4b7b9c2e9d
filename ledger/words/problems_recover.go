package words

// recoverProblems: voting keys that are gone for good, and the vault keys that name the next stewards.
var recoverProblems = map[Code]problem{
	NoVaultKey: {ExitRefused, true,
		text{
			"Cette machine n'a la clé de coffre d'aucun gardien de l'époque en cours.",
			"This machine has no vault key of a steward of the present epoch.",
			"Esta máquina no tiene la clave de caja fuerte de ningún guardián de la época actual.",
		}, nothingSigned, text{
			"Reprenez-la de ses douze mots sur papier avec « foirail account import --name coffre », puis recommencez.",
			"Bring it from its twelve words on paper with “foirail account import --name old-vault”, then try again.",
			"Tráigala de sus doce palabras en papel con «foirail account import --name caja», y vuelva a intentarlo.",
		}},
	RecoverNotNeeded: {ExitRefused, true,
		text{
			"{count} sur {total} sont perdus, les autres suffisent pour décider.",
			"{count} of {total} are lost, the others are enough to decide.",
			"Se han perdido {count} de {total}, los demás bastan para decidir.",
		}, nothingSigned, text{
			"Remplacez les absents avec « foirail steward propose --without ». Si d'autres machines ont disparu, nommez-les avec --lost.",
			"Replace those who are gone with “foirail steward propose --without”. If more machines are gone, name them with --lost.",
			"Reemplace a los ausentes con «foirail steward propose --without». Si hay más máquinas perdidas, nómbrelas con --lost.",
		}},
	RecoverLacks: {ExitRefused, true,
		text{
			"La reprise {name} nomme des écritures que cette machine n'a pas.",
			"Recovery {name} names entries that this machine does not have.",
			"La recuperación {name} nombra asientos que esta máquina no tiene.",
		}, nothingSigned, text{
			"Recevez d'abord tout de la machine qui l'a faite, avec « foirail serve » ou « foirail bundle import », puis recommencez.",
			"First receive everything from the machine that made it, with “foirail serve” or “foirail bundle import”, then try again.",
			"Reciba primero todo de la máquina que la hizo, con «foirail serve» o «foirail bundle import», y vuelva a intentarlo.",
		}},
	RecoverLonger: {ExitRefused, true,
		text{
			"Cette machine en sait plus sur une chaîne perdue que la reprise {name} n'en nomme.",
			"This machine knows more of a lost chain than recovery {name} names.",
			"Esta máquina sabe más de una cadena perdida de lo que nombra la recuperación {name}.",
		}, text{
			"Rien n'a été signé. Ce que la reprise laisse de côté compterait encore, mais le fonds le porterait.",
			"Nothing was signed. What the recovery leaves out would still count, but the fund would bear it.",
			"No se ha firmado nada. Lo que la recuperación deja fuera aún contaría, pero lo asumiría el fondo.",
		}, text{
			"Portez tout à la première machine avec « foirail bundle export », et que la reprise y soit refaite.",
			"Bring everything to the first machine with “foirail bundle export”, and have the recovery made anew there.",
			"Lleve todo a la primera máquina con «foirail bundle export», y que la recuperación se rehaga allí.",
		}},
	RecoverChanged: {ExitRefused, true,
		text{
			"Des écritures sont arrivées entre-temps, ce qui serait signé n'est plus ce qui a été montré.",
			"Entries have come meanwhile, what would be signed is no longer what was shown.",
			"Han llegado asientos entretanto, lo que se firmaría ya no es lo que se mostró.",
		}, nothingSigned, text{
			"Recommencez, et relisez ce qui est montré.",
			"Try again, and read once more what is shown.",
			"Vuelva a intentarlo, y relea lo que se muestra.",
		}},
}
