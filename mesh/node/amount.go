package node

import (
	"strings"
	"time"

	"foirail/ledger/entry"
	"foirail/ledger/words"
)

// amount reads money as people write it: digits, then, behind a point or a comma, at most two
// decimals. Its problems are bad_amount_text, _decimals, _negative and _range; zero is refused.
func amount(text string) (entry.Amount, error) {
	units, err := units(text)
	if err == nil && units == 0 {
		return 0, problem(words.BadAmountNegative, nil, "amount", text)
	}
	return units, err
}

// units reads an amount that may be zero.
func units(text string) (entry.Amount, error) {
	digits := strings.TrimSpace(text)
	if strings.HasPrefix(digits, "-") {
		return 0, problem(words.BadAmountNegative, nil, "amount", text)
	}
	whole, cents, point := strings.Cut(strings.ReplaceAll(digits, ",", "."), ".")
	if whole == "" || strings.Trim(whole+cents, "0123456789") != "" || point && cents == "" {
		return 0, problem(words.BadAmountText, nil, "amount", text)
	}
	if len(cents) > 2 {
		return 0, problem(words.BadAmountDecimals, nil, "amount", text)
	}
	for len(cents) < 2 {
		cents += "0"
	}
	var sum entry.Amount
	for _, d := range whole + cents {
		if sum = sum*10 + entry.Amount(d-'0'); sum > entry.MaxAmount {
			return 0, problem(words.BadAmountRange, nil, "amount", text)
		}
	}
	return sum, nil
}

// date is a time of an entry, for people and JSON: RFC 3339, UTC.
func date(seconds uint32) string {
	return time.Unix(int64(seconds), 0).UTC().Format(time.RFC3339)
}

// day is a printed date, YYYY-MM-DD, from days since 1970.
func day(days uint32) string {
	return time.Unix(int64(days)*86400, 0).UTC().Format(time.DateOnly)
}

// parseDay reads YYYY-MM-DD as days since 1970. Its problem is bad_date.
func parseDay(text string) (uint32, error) {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil || t.Unix() < 0 || t.Unix()/86400 > entry.MaxDay {
		return 0, problem(words.BadDate, nil, "date", text)
	}
	return uint32(t.Unix() / 86400), nil
}
