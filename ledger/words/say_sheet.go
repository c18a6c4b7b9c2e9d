package words

// sheetSayings: what is printed on a sheet of coupons. A coupon is never called a banknote.
var sheetSayings = map[string]text{
	"sheet.title":       {"Coupon d'échange", "Exchange coupon", "Cupón de intercambio"},
	"sheet.issuer":      {"Émis par {name}", "Issued by {name}", "Emitido por {name}"},
	"sheet.market":      {"Marché {name}", "{name} market", "Mercado {name}"},
	"sheet.community":   {"Communauté {name}", "{name} community", "Comunidad {name}"},
	"sheet.until":       {"Valable jusqu'au {when}", "Valid until {when}", "Válido hasta el {when}"},
	"sheet.series":      {"Série {series}", "Series {series}", "Serie {series}"},
	"sheet.serial":      {"N° {serial}", "No. {serial}", "N.º {serial}"},
	"sheet.counterfoil": {"Souche", "Counterfoil", "Matriz"},
	"sheet.fold":        {"plier ici", "fold here", "doblar aquí"},
	"sheet.cut":         {"couper ici", "cut here", "cortar aquí"},
	"sheet.lookup":      {"Code de vérification", "Lookup code", "Código de consulta"},
	"sheet.page":        {"Feuille {number} sur {count}", "Sheet {number} of {count}", "Hoja {number} de {count}"},
	"sheet.totals":      {"Totaux de contrôle", "Control totals", "Totales de control"},
	"sheet.totals.page": {
		"Cette feuille porte {count} coupons, {amount}",
		"This sheet holds {count} coupons, {amount}",
		"Esta hoja lleva {count} cupones, {amount}",
	},
	"sheet.totals.series": {
		"La série entière porte {count} coupons, {amount}",
		"The whole series holds {count} coupons, {amount}",
		"La serie entera lleva {count} cupones, {amount}",
	},
	"sheet.totals.row": {"{count} × {amount}", "{count} × {amount}", "{count} × {amount}"},
	"sheet.ruler": {
		"Imprimer à 100 %, la règle doit mesurer 100 mm",
		"Print at 100 %, the ruler must measure 100 mm",
		"Imprimir al 100 %, la regla debe medir 100 mm",
	},
	"sheet.public": {
		"Ce côté peut être vérifié par tous. Il ne permet pas d'encaisser.",
		"This side can be checked by anyone. It cannot be used to cash.",
		"Este lado lo puede comprobar cualquiera. No sirve para cobrar.",
	},
	"sheet.hidden": {
		"Côté caché. Ne pas ouvrir avant d'encaisser.",
		"Hidden side. Do not open before cashing.",
		"Lado oculto. No abrir antes de cobrar.",
	},
	"sheet.hidden.cash": {
		"Qui lit ce code encaisse le coupon, une seule fois.",
		"Whoever reads this code cashes the coupon, once only.",
		"Quien lea este código cobra el cupón, una sola vez.",
	},
	"sheet.dormant": {
		"Cette feuille ne vaut rien tant que l'émetteur ne l'a pas activée.",
		"This sheet is worth nothing until the issuer activates it.",
		"Esta hoja no vale nada hasta que el emisor la active.",
	},
	"sheet.play": {"Monnaie de jeu, pour s'exercer", "Play money, for rehearsal", "Dinero de juego, para ensayar"},
	"sheet.terms": {
		"Ce coupon représente {amount} déposés au marché {name} et vaut cette somme pour qui l'encaisse le premier. " +
			"Avant de l'accepter, vérifiez le côté public et voyez que le pli est intact. Un coupon dont le pli est ouvert peut avoir été encaissé. " +
			"Après le {when}, sa valeur revient à l'émetteur. Un coupon perdu ou volé n'est pas remplacé.",
		"This coupon stands for {amount} held at the {name} market and is worth that sum to whoever cashes it first. " +
			"Before taking it, check the public side and see that the fold is intact. A coupon whose fold is open may have been cashed. " +
			"After {when} its value goes back to the issuer. A lost or stolen coupon is not replaced.",
		"Este cupón representa {amount} depositados en el mercado {name} y vale esa suma para quien lo cobre primero. " +
			"Antes de aceptarlo, compruebe el lado público y mire que el pliegue esté intacto. Un cupón con el pliegue abierto puede estar cobrado. " +
			"Después del {when}, su valor vuelve al emisor. Un cupón perdido o robado no se repone.",
	},
	"sheet.secret": {
		"Ce fichier est de l'argent à venir. Imprimez-le, puis effacez-le.",
		"This file is cash to be. Print it, then delete it.",
		"Este archivo es dinero por venir. Imprímalo y bórrelo.",
	},
}
