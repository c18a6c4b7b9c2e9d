package words

// settleProblems: the vault, and what is paid out of it.
var settleProblems = map[Code]problem{
	VaultAct: {ExitRefused, true,
		text{
			"Le coffre doit d'abord faire autre chose : {act}.",
			"The vault has something else to do first: {act}.",
			"La caja fuerte tiene que hacer antes otra cosa: {act}.",
		}, nothingSigned, text{
			"Ouvrir se propose avec « foirail vault create », transmettre avec « foirail vault rotate », payer avec « foirail settle propose ».",
			"To open is moved with “foirail vault create”, to hand over with “foirail vault rotate”, to pay with “foirail settle propose”.",
			"Abrir se propone con «foirail vault create», traspasar con «foirail vault rotate», pagar con «foirail settle propose».",
		}},
	VaultPoor: {ExitRefused, true,
		text{
			"Le coffre {account} n'a que {have} sur la chaîne, il en faut {need} pour l'ouvrir.",
			"The vault {account} has only {have} on the chain, {need} are needed to open it.",
			"La caja fuerte {account} solo tiene {have} en la cadena, hacen falta {need} para abrirla.",
		}, nothingSigned, text{
			"Faites-y un premier dépôt, attendez qu'il soit définitif, puis recommencez.",
			"Make a first deposit there, wait until it is final, then try again.",
			"Haga allí un primer depósito, espere a que sea definitivo y vuelva a intentarlo.",
		}},
	VaultShort: {ExitDone, false,
		text{
			"Le coffre a moins sur la chaîne que ce qui y a été versé.",
			"The vault has less on the chain than was paid into it.",
			"La caja fuerte tiene en la cadena menos de lo ingresado.",
		}, text{
			"De nouveaux dépôts ne sont pas attestés tant que c'est ainsi.",
			"New deposits are not attested while it is so.",
			"Los nuevos depósitos no se atestiguan mientras sea así.",
		}, text{
			"Comparez « foirail vault show » et « foirail backing » avec les autres gardiens.",
			"Compare “foirail vault show” and “foirail backing” with the other stewards.",
			"Compare «foirail vault show» y «foirail backing» con los demás guardianes.",
		}},
	NothingToSettle: {ExitRefused, true,
		text{
			"Rien n'est à payer maintenant sur la chaîne ; demandes en attente : {count}.",
			"Nothing is to be paid on the chain now; requests that wait: {count}.",
			"Ahora no hay nada que pagar en la cadena; peticiones en espera: {count}.",
		}, nothingSigned, text{
			"« foirail settle plan » dit qui attend, et pourquoi.",
			"“foirail settle plan” says who waits, and why.",
			"«foirail settle plan» dice quién espera y por qué.",
		}},
	NothingToSweep: {ExitRefused, true,
		text{
			"Rien n'est à reprendre dans les anciens coffres.",
			"Nothing is to be swept from the old vaults.",
			"No hay nada que recoger de las cajas antiguas.",
		}, nothingSigned, text{
			"« foirail vault show » dit ce qui se trouve dans chacun.",
			"“foirail vault show” tells what lies in each.",
			"«foirail vault show» dice qué hay en cada una.",
		}},
	BatchUnseen: {ExitRefused, true,
		text{
			"Cette machine ne connaît pas tout ce que le lot {number} paie : elle ne peut pas vous montrer ce que vous signeriez.",
			"This machine does not hold all that batch {number} pays: it cannot show you what you would sign.",
			"Esta máquina no conoce todo lo que paga el lote {number}: no puede mostrarle lo que firmaría.",
		}, nothingSigned, text{
			"Attendez qu'elle ait rattrapé les autres (« foirail status »), puis recommencez.",
			"Wait until it has caught up with the others (“foirail status”), then try again.",
			"Espere a que haya alcanzado a las demás («foirail status») y vuelva a intentarlo.",
		}},
	BatchMayRun: {ExitRefused, true,
		text{
			"Le lot {number} est décidé, n'est pas passé et peut encore passer.",
			"Batch {number} is decided, has not run, and still may.",
			"El lote {number} está decidido, no ha pasado y aún puede pasar.",
		}, nothingSigned, text{
			"Approuvez-le avec « foirail settle approve » ; « foirail settle status » dit qui l'on attend.",
			"Approve it with “foirail settle approve”; “foirail settle status” says who is waited for.",
			"Apruébelo con «foirail settle approve»; «foirail settle status» dice a quién se espera.",
		}},
	BatchUnfit: {ExitRefused, true,
		text{
			"Cette machine trouve quelque chose à redire à ce lot : {reason}.",
			"This machine finds something wrong with that batch: {reason}.",
			"Esta máquina ve algo mal en ese lote: {reason}.",
		}, nothingSigned, text{
			"Attendez que toutes les machines aient tout reçu, puis regardez « foirail settle plan ».",
			"Wait until all machines have received everything, then look at “foirail settle plan”.",
			"Espere a que todas las máquinas lo hayan recibido todo y mire «foirail settle plan».",
		}},
	NoBatch: {ExitRefused, true,
		text{
			"Aucun lot n'attend d'approbation.",
			"No batch waits for approvals.",
			"Ningún lote espera aprobaciones.",
		}, nothingSigned, text{
			"« foirail settle status » dit où en est le règlement.",
			"“foirail settle status” tells how far the settlement is.",
			"«foirail settle status» dice cómo va la liquidación.",
		}},
	BatchRan: {ExitRefused, true,
		text{
			"Ce lot est déjà passé sur la chaîne.",
			"This batch has run on the chain already.",
			"Este lote ya ha pasado en la cadena.",
		}, text{
			"Il est payé une fois, et une seule ; rien n'a été signé.",
			"It is paid once, and once only; nothing was signed.",
			"Está pagado una vez, y solo una; no se ha firmado nada.",
		}, text{
			"Rien : son reçu viendra quand assez de gardiens l'auront lu.",
			"Nothing: its receipt comes when enough stewards have read it.",
			"Nada: su recibo llegará cuando lo hayan leído bastantes guardianes.",
		}},
	ApprovalWaits: {ExitRefused, true,
		text{
			"Cette clé a approuvé le lot, d'autres pas encore.",
			"This key has approved the batch, others have not yet.",
			"Esta clave ha aprobado el lote, otras aún no.",
		}, text{
			"Rien de plus n'a été signé.",
			"Nothing more was signed.",
			"No se ha firmado nada más.",
		}, text{
			"« foirail settle status » dit qui l'on attend.",
			"“foirail settle status” says who is waited for.",
			"«foirail settle status» dice a quién se espera.",
		}},
	ApprovalDeposit: {ExitRefused, true,
		text{
			"Le compte {account} de cette clé a {have} sur la chaîne, il lui faut {need} pour le dépôt rendu plus tard et les frais.",
			"The account {account} of this key has {have} on the chain, it needs {need} for the fee and a deposit that is given back later.",
			"La cuenta {account} de esta clave tiene {have} en la cadena, necesita {need} para la comisión y un depósito que se devuelve después.",
		}, nothingSigned, text{
			"Envoyez-y ce qui manque, ou qu'un autre gardien ouvre le lot.",
			"Send it what is missing, or let another steward open the batch.",
			"Envíele lo que falta, o que otro guardián abra el lote.",
		}},
	ApprovalChanged: {ExitRefused, true,
		text{
			"Ce qui serait signé n'est plus ce qui a été montré.",
			"What would be signed is not what was shown any more.",
			"Lo que se firmaría ya no es lo que se mostró.",
		}, nothingSigned, text{
			"Recommencez, et lisez ce qui est montré.",
			"Try again, and read what is shown.",
			"Vuelva a intentarlo y lea lo que se muestra.",
		}},
	KeyElsewhere: {ExitRefused, true,
		text{
			"Quelque chose d'autre a été signé ailleurs avec cette clé de coffre.",
			"Something else was signed with this vault key, elsewhere.",
			"Se ha firmado otra cosa con esta clave de caja fuerte, en otro lugar.",
		}, text{
			"Rien n'est plus signé avec elle ici. Un lot ne peut être payé deux fois.",
			"Nothing more is signed with it here. A batch cannot be paid twice.",
			"Aquí no se firma nada más con ella. Un lote no puede pagarse dos veces.",
		}, text{
			"Si c'était vous, avec une autre machine ou un portefeuille, continuez avec --looked. Sinon la clé est volée : remplacez ce gardien.",
			"If it was you, with another machine or a wallet, go on with --looked. Else the key is stolen: replace this steward.",
			"Si fue usted, con otra máquina o un monedero, siga con --looked. Si no, la clave está robada: reemplace a ese guardián.",
		}},
}
