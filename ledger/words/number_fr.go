package words

import "strings"

// frenchWhole says a number of Ğ1, which is feminine in French: "une Ğ1", "un million de Ğ1".
func frenchWhole(n int) string {
	of := " "
	if n > 0 && n%1_000_000 == 0 {
		of = " de "
	}
	return frenchFeminine(french(n)) + of + Unit
}

func frenchCents(n int) string {
	if n == 1 {
		return "un centime"
	}
	return french(n) + " centimes"
}

// frenchFeminine lets a number that ends in "un" end in "une".
func frenchFeminine(words string) string {
	if words == "un" || strings.HasSuffix(words, " un") || strings.HasSuffix(words, "-un") {
		return words + "e"
	}
	return words
}

// french says 0 to 999,999,999.
func french(n int) string {
	if n == 0 {
		return "zéro"
	}
	var parts []string
	if m := n / 1_000_000; m > 0 {
		parts = append(parts, frenchHundreds(m, true)+plural(" million", m))
	}
	switch k := n / 1000 % 1000; {
	case k == 1:
		parts = append(parts, "mille")
	case k > 1:
		parts = append(parts, frenchHundreds(k, false)+" mille")
	}
	if r := n % 1000; r > 0 {
		parts = append(parts, frenchHundreds(r, true))
	}
	return strings.Join(parts, " ")
}

// frenchHundreds says 1 to 999. "Cents" and "quatre-vingts" keep their s only where nothing counted follows, which end tells: "mille" is no noun
// and takes it away, "million" is one and leaves it.
func frenchHundreds(n int, end bool) string {
	h, r := n/100, n%100
	switch {
	case h == 0:
		return frenchTens(r, end)
	case h == 1 && r == 0:
		return "cent"
	case h == 1:
		return "cent " + frenchTens(r, end)
	case r == 0 && end:
		return frenchSmall[h] + " cents"
	case r == 0:
		return frenchSmall[h] + " cent"
	}
	return frenchSmall[h] + " cent " + frenchTens(r, end)
}

// frenchTens says 1 to 99.
func frenchTens(n int, end bool) string {
	t, u := n/10, n%10
	switch {
	case n < 17:
		return frenchSmall[n]
	case n < 20:
		return "dix-" + frenchSmall[u]
	case n == 71:
		return "soixante et onze"
	case n == 80 && end:
		return "quatre-vingts"
	case t == 7 || t == 9:
		return frenchTen[t-1] + "-" + frenchTens(10+u, end)
	case u == 0:
		return frenchTen[t]
	case u == 1 && t < 8:
		return frenchTen[t] + " et un"
	}
	return frenchTen[t] + "-" + frenchSmall[u]
}

func plural(noun string, n int) string {
	if n > 1 {
		return noun + "s"
	}
	return noun
}

var frenchSmall = [...]string{"", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize",
	"quatorze", "quinze", "seize"}

var frenchTen = [...]string{"", "dix", "vingt", "trente", "quarante", "cinquante", "soixante", "soixante", "quatre-vingt", "quatre-vingt"}
