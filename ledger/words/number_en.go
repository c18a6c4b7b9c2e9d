package words

import "strings"

func englishWhole(n int) string { return english(n) + " " + Unit }

func englishCents(n int) string { return english(n) + plural(" cent", n) }

// english says 0 to 999,999,999, with "and" before the last two digits.
func english(n int) string {
	if n == 0 {
		return "zero"
	}
	var parts []string
	if m := n / 1_000_000; m > 0 {
		parts = append(parts, englishHundreds(m)+" million")
	}
	if k := n / 1000 % 1000; k > 0 {
		parts = append(parts, englishHundreds(k)+" thousand")
	}
	r := n % 1000
	if r > 0 && r < 100 && len(parts) > 0 {
		parts = append(parts, "and")
	}
	if r > 0 {
		parts = append(parts, englishHundreds(r))
	}
	return strings.Join(parts, " ")
}

// englishHundreds says 1 to 999.
func englishHundreds(n int) string {
	h, r := n/100, n%100
	switch {
	case h == 0:
		return englishTens(r)
	case r == 0:
		return englishSmall[h] + " hundred"
	}
	return englishSmall[h] + " hundred and " + englishTens(r)
}

// englishTens says 1 to 99.
func englishTens(n int) string {
	switch {
	case n < 20:
		return englishSmall[n]
	case n%10 == 0:
		return englishTen[n/10]
	}
	return englishTen[n/10] + "-" + englishSmall[n%10]
}

var englishSmall = [...]string{"", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
	"fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"}

var englishTen = [...]string{"", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"}
