package words

// paperSayings: what stands on one coupon and in the margins of its sheet, short enough for its place.
var paperSayings = map[string]text{
	"paper.until":    {"Valable jusqu'au", "Valid until", "Válido hasta el"},
	"paper.epoch":    {"époque {epoch}", "epoch {epoch}", "época {epoch}"},
	"paper.name":     {"Nom", "Name", "Nombre"},
	"paper.date":     {"Date", "Date", "Fecha"},
	"paper.stamp":    {"cachet sec", "dry stamp", "sello seco"},
	"paper.open":     {"N'ouvrir que pour encaisser", "Open only to cash", "Abrir solo para cobrar"},
	"paper.fold":     {"pli {number} : plier ici", "fold {number}: fold here", "pliegue {number}: doblar aquí"},
	"paper.play":     {"MONNAIE DE JEU", "PLAY MONEY", "DINERO DE JUEGO"},
	"paper.practice": {"sans valeur, pour s'exercer", "worth nothing, for rehearsal", "sin valor, para ensayar"},
	"paper.terms": {
		"Vérifiez code et pli. Passé la date, sa valeur revient à l'émetteur. Perdu, il n'est pas remplacé.",
		"Check code and fold. After the date its value goes back to the issuer. If lost, it is not replaced.",
		"Compruebe código y pliegue. Pasada la fecha, su valor vuelve al emisor. Perdido, no se repone.",
	},
	"paper.how": {
		"Découper sur les traits pleins et garder les souches. Pli 1 : rabattre le volet noir sur le côté caché. Pli 2 : replier les deux " +
			"derrière la face, puis coller ou agrafer les bords, sans toucher aux codes.",
		"Cut along the solid lines and keep the counterfoils. Fold 1: bring the black flap over the hidden side. Fold 2: turn both behind " +
			"the face, then glue or staple the edges, clear of the codes.",
		"Cortar por las líneas continuas y guardar las matrices. Pliegue 1: doblar la solapa negra sobre el lado oculto. Pliegue 2: llevar " +
			"ambas detrás de la cara y pegar o grapar los bordes, sin tocar los códigos.",
	},
	"paper.scale": {
		"Imprimer à 100 %, sans ajuster à la page : la règle doit mesurer 100 mm.",
		"Print at 100 %, do not fit to page: the ruler must measure 100 mm.",
		"Imprimir al 100 %, sin ajustar a la página: la regla debe medir 100 mm.",
	},
}
