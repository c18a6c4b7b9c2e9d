package words

// usageSayings: why a command is not written like that, usage.REASON. They stand in the brackets of the sentence for [Usage].
var usageSayings = map[string]text{
	"usage.unknown":  {"« {name} » n'existe pas", "there is no “{name}”", "no existe «{name}»"},
	"usage.mean":     {"« {name} » n'existe pas, peut-être {other}", "there is no “{name}”, perhaps {other}", "no existe «{name}», quizá {other}"},
	"usage.choose":   {"il faut un de ces mots : {other}", "one of these words is needed: {other}", "hace falta una de estas palabras: {other}"},
	"usage.needs":    {"il faut {name}", "{name} is needed", "hace falta {name}"},
	"usage.value":    {"{name} ne prend pas cela, mais {other}", "{name} does not take this, but {other}", "{name} no admite eso, sino {other}"},
	"usage.novalue":  {"il manque une valeur à {name}", "{name} needs a value", "a {name} le falta un valor"},
	"usage.extra":    {"un mot de trop", "a word too many", "una palabra de más"},
	"usage.both":     {"{name} et {other} ne vont pas ensemble", "{name} and {other} do not go together", "{name} y {other} no van juntos"},
	"usage.terminal": {"pas vers l'écran, donnez {name}", "not to the screen, give {name}", "no hacia la pantalla, indique {name}"},
	"usage.yes":      {"il faut le confirmer, avec --yes", "it has to be confirmed, with --yes", "hay que confirmarlo, con --yes"},
	"usage.refused":  {"pas confirmé", "not confirmed", "sin confirmar"},
	"usage.line":     {"la ligne {number} se lit mal", "line {number} cannot be read", "la línea {number} no se puede leer"},
	"usage.large":    {"{name} est trop grand", "{name} is too large", "{name} es demasiado grande"},
	"usage.printer":  {"l'imprimante {name} n'a pas pris la feuille", "the printer {name} did not take the sheet", "la impresora {name} no aceptó la hoja"},
	"usage.empty":    {"{name} n'est pas vide", "{name} is not empty", "{name} no está vacío"},
}
