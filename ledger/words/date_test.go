package words

import "testing"

func TestDate(t *testing.T) {
	for _, c := range []struct {
		lang             Lang
		year, month, day int
		want             string
	}{
		{FR, 2027, 6, 1, "1er juin 2027"},
		{FR, 2027, 8, 31, "31 août 2027"},
		{EN, 2027, 6, 1, "1 June 2027"},
		{ES, 2027, 12, 1, "1 de diciembre de 2027"},
		{"xx", 2027, 2, 28, "28 February 2027"},
		{EN, 2027, 13, 1, "1 13 2027"},
		{ES, 2027, 0, 1, "1 de 0 de 2027"},
	} {
		if got := Date(c.lang, c.year, c.month, c.day); got != c.want {
			t.Errorf("%s %d-%d-%d: got %q, want %q", c.lang, c.year, c.month, c.day, got, c.want)
		}
	}
	for i := range months {
		checkText(t, "month", months[i])
	}
}
