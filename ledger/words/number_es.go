package words

import "strings"

// spanishWhole says a number of Ğ1, masculine and shortened before the unit: "un Ğ1", "veintiún Ğ1", "un millón de Ğ1".
func spanishWhole(n int) string {
	of := " "
	if n > 0 && n%1_000_000 == 0 {
		of = " de "
	}
	return spanish(n) + of + Unit
}

func spanishCents(n int) string { return spanish(n) + plural(" céntimo", n) }

// spanish says 0 to 999,999,999 as it stands before a masculine noun.
func spanish(n int) string {
	if n == 0 {
		return "cero"
	}
	var parts []string
	switch m := n / 1_000_000; {
	case m == 1:
		parts = append(parts, "un millón")
	case m > 1:
		parts = append(parts, spanishHundreds(m)+" millones")
	}
	switch k := n / 1000 % 1000; {
	case k == 1:
		parts = append(parts, "mil")
	case k > 1:
		parts = append(parts, spanishHundreds(k)+" mil")
	}
	if r := n % 1000; r > 0 {
		parts = append(parts, spanishHundreds(r))
	}
	return strings.Join(parts, " ")
}

// spanishHundreds says 1 to 999.
func spanishHundreds(n int) string {
	h, r := n/100, n%100
	switch {
	case n == 100:
		return "cien"
	case h == 0:
		return spanishTens(r)
	case r == 0:
		return spanishHundred[h]
	}
	return spanishHundred[h] + " " + spanishTens(r)
}

// spanishTens says 1 to 99.
func spanishTens(n int) string {
	switch {
	case n < 30:
		return spanishSmall[n]
	case n%10 == 0:
		return spanishTen[n/10]
	}
	return spanishTen[n/10] + " y " + spanishSmall[n%10]
}

var spanishSmall = [...]string{"", "un", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once", "doce", "trece",
	"catorce", "quince", "dieciséis", "diecisiete", "dieciocho", "diecinueve", "veinte", "veintiún", "veintidós", "veintitrés", "veinticuatro",
	"veinticinco", "veintiséis", "veintisiete", "veintiocho", "veintinueve"}

var spanishTen = [...]string{"", "", "", "treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa"}

var spanishHundred = [...]string{"", "ciento", "doscientos", "trescientos", "cuatrocientos", "quinientos", "seiscientos", "setecientos",
	"ochocientos", "novecientos"}
