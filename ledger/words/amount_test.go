package words

import (
	"math"
	"testing"
)

func TestAmount(t *testing.T) {
	for _, c := range []struct {
		units      int64
		fr, en, es string
	}{
		{0, "0,00 Ğ1", "0.00 Ğ1", "0,00 Ğ1"},
		{1, "0,01 Ğ1", "0.01 Ğ1", "0,01 Ğ1"},
		{1250, "12,50 Ğ1", "12.50 Ğ1", "12,50 Ğ1"},
		{-1250, "-12,50 Ğ1", "-12.50 Ğ1", "-12,50 Ğ1"},
		{123456, "1234,56 Ğ1", "1234.56 Ğ1", "1234,56 Ğ1"},
		{123456789, "1\u00a0234\u00a0567,89 Ğ1", "1,234,567.89 Ğ1", "1\u00a0234\u00a0567,89 Ğ1"},
		{math.MinInt64, "-92\u00a0233\u00a0720\u00a0368\u00a0547\u00a0758,08 Ğ1", "-92,233,720,368,547,758.08 Ğ1",
			"-92\u00a0233\u00a0720\u00a0368\u00a0547\u00a0758,08 Ğ1"},
	} {
		for lang, want := range map[Lang]string{FR: c.fr, EN: c.en, ES: c.es} {
			if got := Amount(lang, c.units); got != want {
				t.Errorf("Amount(%s, %d) = %q, want %q", lang, c.units, got, want)
			}
		}
	}
}

func TestFace(t *testing.T) {
	for units, want := range map[int64]string{1000: "10 Ğ1", 1050: "10,50 Ğ1", 1_000_000: "10\u00a0000 Ğ1", 0: "0 Ğ1"} {
		if got := Face(FR, units); got != want {
			t.Errorf("Face(%d) = %q, want %q", units, got, want)
		}
	}
}

// TestNumbers are the plain numbers, before unit and gender.
func TestNumbers(t *testing.T) {
	for _, c := range []struct {
		n          int
		fr, en, es string
	}{
		{0, "zéro", "zero", "cero"},
		{1, "un", "one", "un"},
		{11, "onze", "eleven", "once"},
		{16, "seize", "sixteen", "dieciséis"},
		{17, "dix-sept", "seventeen", "diecisiete"},
		{20, "vingt", "twenty", "veinte"},
		{21, "vingt et un", "twenty-one", "veintiún"},
		{22, "vingt-deux", "twenty-two", "veintidós"},
		{31, "trente et un", "thirty-one", "treinta y un"},
		{60, "soixante", "sixty", "sesenta"},
		{61, "soixante et un", "sixty-one", "sesenta y un"},
		{70, "soixante-dix", "seventy", "setenta"},
		{71, "soixante et onze", "seventy-one", "setenta y un"},
		{77, "soixante-dix-sept", "seventy-seven", "setenta y siete"},
		{80, "quatre-vingts", "eighty", "ochenta"},
		{81, "quatre-vingt-un", "eighty-one", "ochenta y un"},
		{90, "quatre-vingt-dix", "ninety", "noventa"},
		{91, "quatre-vingt-onze", "ninety-one", "noventa y un"},
		{99, "quatre-vingt-dix-neuf", "ninety-nine", "noventa y nueve"},
		{100, "cent", "one hundred", "cien"},
		{101, "cent un", "one hundred and one", "ciento un"},
		{180, "cent quatre-vingts", "one hundred and eighty", "ciento ochenta"},
		{200, "deux cents", "two hundred", "doscientos"},
		{201, "deux cent un", "two hundred and one", "doscientos un"},
		{500, "cinq cents", "five hundred", "quinientos"},
		{700, "sept cents", "seven hundred", "setecientos"},
		{999, "neuf cent quatre-vingt-dix-neuf", "nine hundred and ninety-nine", "novecientos noventa y nueve"},
		{1000, "mille", "one thousand", "mil"},
		{1001, "mille un", "one thousand and one", "mil un"},
		{1100, "mille cent", "one thousand one hundred", "mil cien"},
		{2000, "deux mille", "two thousand", "dos mil"},
		{21_000, "vingt et un mille", "twenty-one thousand", "veintiún mil"},
		{80_000, "quatre-vingt mille", "eighty thousand", "ochenta mil"},
		{80_080, "quatre-vingt mille quatre-vingts", "eighty thousand and eighty", "ochenta mil ochenta"},
		{100_000, "cent mille", "one hundred thousand", "cien mil"},
		{200_000, "deux cent mille", "two hundred thousand", "doscientos mil"},
		{1_000_000, "un million", "one million", "un millón"},
		{1_000_001, "un million un", "one million and one", "un millón un"},
		{80_000_000, "quatre-vingts millions", "eighty million", "ochenta millones"},
		{200_000_200, "deux cents millions deux cents", "two hundred million two hundred", "doscientos millones doscientos"},
		{999_999_999,
			"neuf cent quatre-vingt-dix-neuf millions neuf cent quatre-vingt-dix-neuf mille neuf cent quatre-vingt-dix-neuf",
			"nine hundred and ninety-nine million nine hundred and ninety-nine thousand nine hundred and ninety-nine",
			"novecientos noventa y nueve millones novecientos noventa y nueve mil novecientos noventa y nueve"},
	} {
		for want, got := range map[string]string{c.fr: french(c.n), c.en: english(c.n), c.es: spanish(c.n)} {
			if got != want {
				t.Errorf("%d is %q, want %q", c.n, got, want)
			}
		}
	}
}

func TestInWords(t *testing.T) {
	for _, c := range []struct {
		units      int64
		fr, en, es string
	}{
		{0, "zéro Ğ1", "zero Ğ1", "cero Ğ1"},
		{1, "un centime de Ğ1", "one cent of a Ğ1", "un céntimo de Ğ1"},
		{50, "cinquante centimes de Ğ1", "fifty cents of a Ğ1", "cincuenta céntimos de Ğ1"},
		{100, "une Ğ1", "one Ğ1", "un Ğ1"},
		{101, "une Ğ1 et un centime", "one Ğ1 and one cent", "un Ğ1 con un céntimo"},
		{1000, "dix Ğ1", "ten Ğ1", "diez Ğ1"},
		{1250, "douze Ğ1 et cinquante centimes", "twelve Ğ1 and fifty cents", "doce Ğ1 con cincuenta céntimos"},
		{2100, "vingt et une Ğ1", "twenty-one Ğ1", "veintiún Ğ1"},
		{8100, "quatre-vingt-une Ğ1", "eighty-one Ğ1", "ochenta y un Ğ1"},
		{7100, "soixante et onze Ğ1", "seventy-one Ğ1", "setenta y un Ğ1"},
		{-500, "moins cinq Ğ1", "minus five Ğ1", "menos cinco Ğ1"},
		{100_000_000, "un million de Ğ1", "one million Ğ1", "un millón de Ğ1"},
		{200_000_100, "deux millions une Ğ1", "two million and one Ğ1", "dos millones un Ğ1"},
		{100_000_000_000, "1\u00a0000\u00a0000\u00a0000,00 Ğ1", "1,000,000,000.00 Ğ1", "1\u00a0000\u00a0000\u00a0000,00 Ğ1"},
	} {
		for lang, want := range map[Lang]string{FR: c.fr, EN: c.en, ES: c.es} {
			if got := InWords(lang, c.units); got != want {
				t.Errorf("InWords(%s, %d) = %q, want %q", lang, c.units, got, want)
			}
		}
	}
	if got := InWords("xx", 100); got != "one Ğ1" {
		t.Errorf("an unknown language says %q", got)
	}
}

// TestNumbersDiffer: no two numbers of a sample are said alike, nor with a stray space.
func TestNumbersDiffer(t *testing.T) {
	for name, say := range map[string]func(int) string{"fr": french, "en": english, "es": spanish} {
		seen := map[string]int{}
		for i := range 20_000 {
			n := i
			if i >= 10_000 {
				n = i * 49_999
			}
			s := say(n)
			if m, dup := seen[s]; dup && m != n {
				t.Fatalf("%s: %d and %d are both %q", name, m, n, s)
			}
			seen[s] = n
		}
	}
}
