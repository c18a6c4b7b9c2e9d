package words

// stopAndAsk is what to do when two who should say the same do not.
var stopAndAsk = text{
	"Ne réglez rien avec la chaîne et demandez à un autre gardien, ou ajoutez un troisième accès, pour savoir lequel se trompe.",
	"Settle nothing with the chain, and ask another steward or add a third endpoint, to learn which of them is wrong.",
	"No liquide nada con la cadena y pregunte a otro guardián, o añada un tercer acceso, para saber cuál se equivoca.",
}

// chainProblems: the road to the chain, and what nodes of it say.
var chainProblems = map[Code]problem{
	NoRoad: {ExitUnsigned, true,
		text{
			"Aucun accès à la chaîne ne répond, ou pas assez.",
			"No endpoint of the chain answers, or not enough of them.",
			"Ningún acceso a la cadena responde, o no bastantes.",
		}, text{
			"Rien n'est perdu, le marché continue sans la chaîne.",
			"Nothing is lost, the market goes on without the chain.",
			"No se ha perdido nada, el mercado sigue sin la cadena.",
		}, text{
			"Vérifiez le réseau de cette machine ; elle réessaie d'elle-même.",
			"Look at this machine's network; it tries again by itself.",
			"Compruebe la red de esta máquina; vuelve a intentarlo sola.",
		}},
	ClockOrCertificate: {ExitUnsigned, true,
		text{
			"L'horloge de cette machine et le certificat d'un accès à la chaîne ne s'accordent pas.",
			"The clock of this machine and the certificate of an endpoint of the chain do not agree.",
			"El reloj de esta máquina y el certificado de un acceso a la cadena no concuerdan.",
		}, nothingSigned, text{
			"Mettez l'horloge à l'heure ; si elle l'est, le certificat de cet accès est périmé, prenez-en un autre.",
			"Set the clock; if it is right, that endpoint's certificate has run out, take another.",
			"Ponga el reloj en hora; si lo está, el certificado de ese acceso ha caducado, use otro.",
		}},
	ChainDisagrees: {ExitRefused, true,
		text{
			"Deux accès à la chaîne disent des choses différentes de ce qui est définitif.",
			"Two endpoints of the chain say different things of what is final.",
			"Dos accesos a la cadena dicen cosas distintas de lo que es definitivo.",
		}, nothingSigned, stopAndAsk},
	OtherChain: {ExitRefused, true,
		text{
			"Cet accès mène à une autre chaîne que celle de la communauté.",
			"This endpoint leads to another chain than the community's.",
			"Este acceso lleva a otra cadena que la de la comunidad.",
		}, nothingSigned, text{
			"Vérifiez les adresses des accès dans les réglages.",
			"Look at the endpoints' addresses in the settings.",
			"Compruebe las direcciones de los accesos en los ajustes.",
		}},
	OtherRuntime: {ExitRefused, true,
		text{
			"La chaîne a changé de règles, et ce qui était prévu ne vaut plus sous cette forme.",
			"The chain has changed its rules, and what was meant is not good in that form any more.",
			"La cadena ha cambiado de reglas, y lo previsto ya no vale de esa forma.",
		}, nothingSigned, text{
			"Lisez ce qui a changé, mettez Foirail à jour s'il le faut ; « foirail settle propose » demande l'accord des gardiens.",
			"Read what has changed, update Foirail if need be; “foirail settle propose” asks the stewards to agree.",
			"Lea lo que ha cambiado, actualice Foirail si hace falta; «foirail settle propose» pide el acuerdo de los guardianes.",
		}},
	ChainPruned: {ExitFailed, true,
		text{
			"Les accès à la chaîne ne gardent plus les blocs qu'il faut lire.",
			"The endpoints of the chain no longer keep the blocks that have to be read.",
			"Los accesos a la cadena ya no guardan los bloques que hay que leer.",
		}, nothingMoved, text{
			"Ajoutez dans les réglages un accès qui garde tout (une archive).",
			"Add an endpoint that keeps everything (an archive) in the settings.",
			"Añada en los ajustes un acceso que lo guarde todo (un archivo).",
		}},
}
