package words

import "strconv"

// months are the names of the months, from January.
var months = [...]text{
	{"janvier", "January", "enero"},
	{"février", "February", "febrero"},
	{"mars", "March", "marzo"},
	{"avril", "April", "abril"},
	{"mai", "May", "mayo"},
	{"juin", "June", "junio"},
	{"juillet", "July", "julio"},
	{"août", "August", "agosto"},
	{"septembre", "September", "septiembre"},
	{"octobre", "October", "octubre"},
	{"novembre", "November", "noviembre"},
	{"décembre", "December", "diciembre"},
}

// Date writes a day in full: "1er juin 2027", "1 June 2027", "1 de junio de 2027". A month that does not exist is written as its number.
func Date(lang Lang, year, month, day int) string {
	name := strconv.Itoa(month)
	if month >= 1 && month <= len(months) {
		name = months[month-1].in(lang)
	}
	number := strconv.Itoa(day)
	switch {
	case lang == ES:
		return number + " de " + name + " de " + strconv.Itoa(year)
	case lang == FR && day == 1:
		number = "1er"
	}
	return number + " " + name + " " + strconv.Itoa(year)
}
