package words

import (
	"strconv"
	"strings"
)

// Unit is the sign of the money, as it stands after every amount.
const Unit = "Ğ1"

// maxSpelled is the largest whole amount, in Ğ1, that [InWords] spells out.
const maxSpelled = 999_999_999

// group is the number of digits from which figures are set in groups of three.
const group = 5

// Amount writes units of 0.01 Ğ1 in figures, always with two decimals: "12,50 Ğ1" in French and Spanish, "12.50 Ğ1" in English.
// From five digits on, thousands are parted, by a no-break space or a comma.
func Amount(lang Lang, units int64) string {
	sign, whole, cents := split(units)
	return sign + thousands(lang, whole) + point(lang) + twoDigits(cents) + " " + Unit
}

// Face writes a face value: as [Amount], without the decimals when they are zero ("10 Ğ1").
func Face(lang Lang, units int64) string {
	sign, whole, cents := split(units)
	if cents != 0 {
		return Amount(lang, units)
	}
	return sign + thousands(lang, whole) + " " + Unit
}

// InWords writes units of 0.01 Ğ1 as on a banknote: "dix Ğ1", "twelve Ğ1 and fifty cents". What is above 999,999,999 Ğ1 stays in figures.
func InWords(lang Lang, units int64) string {
	sign, whole, cents := split(units)
	if whole > maxSpelled {
		return Amount(lang, units)
	}
	s := spoken[lang]
	if s.whole == nil {
		s = spoken[EN]
	}
	if sign != "" {
		sign = s.minus + " "
	}
	return sign + s.join(int(whole), int(cents))
}

// speech is how a language says an amount.
type speech struct {
	minus string
	whole func(n int) string // a number of Ğ1, with its unit
	cents func(n int) string // a number of cents, with its unit
	and   string             // between the two
	of    string             // after cents that stand alone
}

// spoken holds the speech of every language.
var spoken = map[Lang]speech{
	FR: {"moins", frenchWhole, frenchCents, " et ", " de " + Unit},
	EN: {"minus", englishWhole, englishCents, " and ", " of a " + Unit},
	ES: {"menos", spanishWhole, spanishCents, " con ", " de " + Unit},
}

// join says whole and cents together, leaving out what is zero.
func (s speech) join(whole, cents int) string {
	switch {
	case cents == 0:
		return s.whole(whole)
	case whole == 0:
		return s.cents(cents) + s.of
	}
	return s.whole(whole) + s.and + s.cents(cents)
}

// split parts units into a sign, whole Ğ1 and cents; it holds for the smallest int64 too.
func split(units int64) (sign string, whole, cents uint64) {
	n := uint64(units)
	if units < 0 {
		sign, n = "-", -n
	}
	return sign, n / 100, n % 100
}

func point(lang Lang) string {
	if lang == FR || lang == ES {
		return ","
	}
	return "."
}

func twoDigits(cents uint64) string {
	return string([]byte{'0' + byte(cents/10), '0' + byte(cents%10)})
}

// thousands parts the digits in groups of three.
func thousands(lang Lang, n uint64) string {
	digits := strconv.FormatUint(n, 10)
	if len(digits) < group {
		return digits
	}
	sep := ","
	if lang == FR || lang == ES {
		sep = "\u00a0"
	}
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteString(sep)
		}
		b.WriteRune(d)
	}
	return b.String()
}
