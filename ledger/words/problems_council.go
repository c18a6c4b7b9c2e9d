package words

// councilProblems: who serves next, and what several stewards decide together.
var councilProblems = map[Code]problem{
	SeatMissing: {ExitRefused, true,
		text{
			"Une personne nommée n'a pas demandé de siège pour l'époque suivante.",
			"Somebody named has not asked for a seat in the next epoch.",
			"Alguien nombrado no ha pedido asiento para la época siguiente.",
		}, nothingSigned, text{
			"Qu'elle lance « foirail steward join » sur sa machine, puis recommencez.",
			"Have them run “foirail steward join” on their machine, then try again.",
			"Que ejecute «foirail steward join» en su máquina, y vuelva a intentarlo.",
		}},
	NotInStep: {ExitRefused, true,
		text{
			"Une personne nommée n'a pas encore montré que sa machine tient tout ce que tiennent les gardiens.",
			"Somebody named has not shown yet that their machine holds all that the stewards hold.",
			"Alguien nombrado aún no ha mostrado que su máquina tiene todo lo que tienen los guardianes.",
		}, nothingSigned, text{
			"Laissez sa machine en marche près d'un gardien, elle le montre d'elle-même. « foirail steward list » dit où elle en est.",
			"Leave their machine running near a steward, it shows so by itself. “foirail steward list” tells how it stands.",
			"Deje su máquina en marcha cerca de un guardián, lo muestra por sí misma. «foirail steward list» dice cómo va.",
		}},
	NotAgreed: {ExitRefused, true,
		text{
			"La personne qui tient cette machine n'a pas donné son accord.",
			"The person who keeps this machine has not agreed.",
			"La persona que tiene esta máquina no ha dado su acuerdo.",
		}, nothingSigned, text{
			"« foirail steward propose --agree » donne l'accord à ce que « foirail steward list » montre.",
			"“foirail steward propose --agree” agrees to what “foirail steward list” shows.",
			"«foirail steward propose --agree» da el acuerdo a lo que muestra «foirail steward list».",
		}},
	BadCouncil: {ExitUsage, true,
		text{
			"Cela ferait {count} gardiens, un marché en a 1, 4, 7 ou 10.",
			"That would make {count} stewards, a market has 1, 4, 7 or 10.",
			"Serían {count} guardianes, un mercado tiene 1, 4, 7 o 10.",
		}, nothingSigned, text{
			"Avec 4 gardiens le marché supporte qu'un seul triche ou manque, avec 7 deux, avec 10 trois. D'autres nombres n'apportent rien.",
			"With 4 stewards a market bears that one cheats or is missing, with 7 two, with 10 three. Other numbers add nothing.",
			"Con 4 guardianes el mercado soporta que uno haga trampa o falte, con 7 dos, con 10 tres. Otros números no aportan nada.",
		}},
	UnknownSteward: {ExitRefused, true,
		text{
			"Personne du nom de « {name} » n'est gardien ni candidat.",
			"Nobody called “{name}” is a steward or a candidate.",
			"Nadie llamado «{name}» es guardián ni candidato.",
		}, nothingSigned, text{
			"« foirail steward list » nomme les gardiens et les candidats.",
			"“foirail steward list” names the stewards and the candidates.",
			"«foirail steward list» nombra a los guardianes y a los candidatos.",
		}},
	SameName: {ExitRefused, true,
		text{
			"Plusieurs s'appellent « {name} ».",
			"More than one is called “{name}”.",
			"Más de uno se llama «{name}».",
		}, nothingSigned, text{
			"Comparez les clés de coffre de vive voix, puis donnez la clé au lieu du nom.",
			"Compare their vault keys by word of mouth, then give the key in place of the name.",
			"Compare las claves de caja fuerte de viva voz, y dé la clave en lugar del nombre.",
		}},
	UnknownMotion: {ExitRefused, true,
		text{
			"Aucune proposition en cours ne commence par « {name} », ou plusieurs.",
			"No motion under way begins with “{name}”, or more than one does.",
			"Ninguna propuesta en curso empieza por «{name}», o varias.",
		}, nothingSigned, text{
			"« foirail steward list » montre les propositions en cours.",
			"“foirail steward list” shows the motions under way.",
			"«foirail steward list» muestra las propuestas en curso.",
		}},
	BadInvitation: {ExitUsage, true,
		text{
			"Ce n'est pas une invitation, ou une lettre en est fausse ou manque.",
			"That is no invitation, or a letter of it is wrong or missing.",
			"Eso no es una invitación, o una letra está mal o falta.",
		}, nothingSigned, text{
			"Copiez-la de nouveau en entier. Un gardien la montre avec « foirail steward invite ».",
			"Copy it again as a whole. A steward shows it with “foirail steward invite”.",
			"Cópiela de nuevo entera. Un guardián la muestra con «foirail steward invite».",
		}},
	OtherInvited: {ExitUsage, true,
		text{
			"Cette invitation est pour {name}.",
			"This invitation is for {name}.",
			"Esta invitación es para {name}.",
		}, nothingSigned, text{
			"Laissez --name de côté, ou prenez l'invitation faite à votre nom.",
			"Leave --name out, or take the invitation that was made out to you.",
			"Deje --name, o tome la invitación hecha a su nombre.",
		}},
	InvitationUsed: {ExitRefused, true,
		text{
			"L'invitation de {name} a déjà servi, avec une autre clé de coffre.",
			"The invitation of {name} was used before, with another vault key.",
			"La invitación de {name} ya se usó, con otra clave de caja fuerte.",
		}, nothingSigned, text{
			"Dites-le à qui vous l'a donnée, et lisez-lui votre clé de coffre. « foirail steward join --name » demande un siège sans invitation.",
			"Tell whoever gave it to you, and read your vault key out. “foirail steward join --name” asks for a seat without an invitation.",
			"Dígaselo a quien se la dio, y léale su clave de caja fuerte. «foirail steward join --name» pide un asiento sin invitación.",
		}},
	OtherMarket: {ExitRefused, true,
		text{
			"Cette invitation est pour un autre marché de la communauté que celui d'ici.",
			"This invitation is into another market of the community than the one here.",
			"Esta invitación es para otro mercado de la comunidad que el de aquí.",
		}, nothingSigned, text{
			"Choisissez ce marché avec « foirail account home », ou prenez un répertoire neuf.",
			"Choose that market with “foirail account home”, or take a fresh directory.",
			"Elija ese mercado con «foirail account home», o tome un directorio nuevo.",
		}},
	NotInvited: {ExitRefused, true,
		text{
			"Personne du nom de « {name} » n'est attendu ici.",
			"Nobody called “{name}” is awaited here.",
			"Aquí no se espera a nadie llamado «{name}».",
		}, nothingSigned, text{
			"« foirail steward list » nomme ceux qui sont attendus. « foirail steward invite » seul invite qui le veut.",
			"“foirail steward list” names those who are awaited. “foirail steward invite” alone invites whoever wants to.",
			"«foirail steward list» nombra a quienes se espera. «foirail steward invite» solo invita a quien quiera.",
		}},
	GuestTwice: {ExitUsage, true,
		text{
			"Le nom « {name} » est donné deux fois, ou c'est celui du marché, que porte le fondateur.",
			"The name “{name}” is given twice, or is the market's, which the founder goes by.",
			"El nombre «{name}» se da dos veces, o es el del mercado, que lleva el fundador.",
		}, nothingWritten, text{
			"Donnez à chacun un nom qui le distingue.",
			"Give each a name of their own.",
			"Dé a cada uno un nombre propio.",
		}},
	WishLate: {ExitDone, true,
		text{
			"L'époque où cette machine voulait un siège a commencé sans elle.",
			"The epoch in which this machine wanted a seat has begun without it.",
			"La época en la que esta máquina quería un asiento ha empezado sin ella.",
		}, nothingMoved, text{
			"Demandez un siège à la suivante avec « foirail steward join ».",
			"Ask for a seat in the next one with “foirail steward join”.",
			"Pida un asiento en la siguiente con «foirail steward join».",
		}},
	StateDiffers: {ExitDone, false,
		text{
			"{name} compte autrement que cette machine, à partir des mêmes écritures.",
			"{name} counts otherwise than this machine, from the same entries.",
			"{name} cuenta de otro modo que esta máquina, con los mismos asientos.",
		}, text{
			"L'une des deux machines se trompe, ou ment. Les comptes ne sont pas sûrs tant que l'on ne sait pas laquelle.",
			"One of the two machines is wrong, or lies. The accounts are not certain until it is known which.",
			"Una de las dos máquinas se equivoca, o miente. Las cuentas no son seguras hasta saber cuál.",
		}, text{
			"Lancez « foirail verify » sur les deux machines et sur une troisième, et comparez leurs versions.",
			"Run “foirail verify” on both machines and on a third, and compare their versions.",
			"Ejecute «foirail verify» en ambas máquinas y en una tercera, y compare sus versiones.",
		}},
}
