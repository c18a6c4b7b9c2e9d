package words

// promptSayings: what a terminal asks for.
var promptSayings = map[string]text{
	"prompt.passphrase":       {"Phrase de passe", "Passphrase", "Frase de contraseña"},
	"prompt.passphrase.new":   {"Nouvelle phrase de passe", "New passphrase", "Nueva frase de contraseña"},
	"prompt.passphrase.again": {"La même, encore une fois", "The same once more", "La misma, otra vez"},
	"prompt.words":            {"Les douze mots", "The twelve words", "Las doce palabras"},
	"prompt.identifier":       {"Identifiant secret", "Secret identifier", "Identificador secreto"},
	"prompt.password":         {"Mot de passe", "Password", "Contraseña"},
	"prompt.invitation":       {"Invitation", "Invitation", "Invitación"},
	"prompt.hidden":           {"Code caché du coupon", "Hidden code of the coupon", "Código oculto del cupón"},
	"prompt.sure":             {"Continuer ? (oui/non)", "Go on? (yes/no)", "¿Continuar? (sí/no)"},
	"prompt.yes":              {"oui", "yes", "sí"},
	"prompt.no":               {"non", "no", "no"},
	"prompt.dry": {
		"À blanc, rien n'a été changé.",
		"A dry run, nothing was changed.",
		"En seco, no se ha cambiado nada.",
	},
	"prompt.warning": {"Attention", "Warning", "Atención"},
}
