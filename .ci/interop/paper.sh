#!/bin/bash
# The paper part: a sheet of 34 coupons, read back by other people's programs from three rasterisers, also when it was folded, turned and greyed.
. .ci/interop/common.sh

coupons=34
public=154 # characters of a public code: 96 bytes in base32
hidden=28  # characters of a hidden code

# market: a play-money community with one printed series; leaves $scratch/sheet.pdf.
market() {
	export FOIRAIL_LANG=fr
	dir="$scratch/market"
	printf 'cheval de foire\n' >"$scratch/pass"
	say() { "$foirail" --dir "$dir" --passphrase-file "$scratch/pass" --yes "$@"; }
	say found --name "Communauté du Ğ1" --market "Saint-Agrève" --chain none &&
		say account new --name asso &&
		say attest deposit --to asso 500 --ref cash-1 &&
		say coupon issue --from asso --make 20x1,10x5,4x10 --expires 2027-12-31 --json >"$scratch/issue.json" &&
		series=$(field series <"$scratch/issue.json") && [ -n "$series" ] &&
		say coupon print "$series" --out "$scratch/sheet.pdf" &&
		[ "$(field coupons <"$scratch/issue.json")" = "$coupons" ] && [ "$(field total <"$scratch/issue.json")" = 11000 ]
}

# raster RASTERISER DPI FOLDER: one PNG a page.
raster() {
	mkdir -p "$3"
	case $1 in
	poppler) pdftoppm -q -r "$2" -png "$scratch/sheet.pdf" "$3/page" ;;
	mupdf) mutool draw -q -r "$2" -o "$3/page-%02d.png" "$scratch/sheet.pdf" ;;
	ghostscript) gs -q -dSAFER -dBATCH -dNOPAUSE -sDEVICE=png16m -r"$2" -o "$3/page-%02d.png" "$scratch/sheet.pdf" ;;
	esac
}

# read_codes PICTURE...: every code, one a line, with repeats.
read_codes() {
	local picture
	for picture in "$@"; do
		zbarimg --nodbus -q --raw -Sdisable -Sqrcode.enable "$picture"
	done
}

# cards PICTURE DPI FOLDER: a picture of every card, as a telephone takes them: 4 strips of 46 mm beside each other, the first 12 mm from the edge,
# in two halves, with 8 mm around, which is less than half a code. The middle of the picture is the middle of the page, turned or not. In side/ stand
# the same pictures from the side: a telephone looks more than once, and zbarimg misses one code in a hundred for no reason of the paper's.
cards() {
	local strip half w h place name
	read -r w h <<<"$(identify -format '%w %h' "$1")"
	for strip in 0 1 2 3; do
		for half in 0 1; do
			place=$(awk -v w="$w" -v h="$h" -v mm="$(awk -v d="$2" 'BEGIN { print d / 25.4 }')" -v s="$strip" -v half="$half" 'BEGIN {
				x = int(w / 2 + (12 + 46 * s - 105 - 8) * mm); y = int(half ? h / 2 - 8 * mm : 0)
				printf "%dx%d%s%d+%d", 62 * mm, h / 2 + 8 * mm, x < 0 ? "" : "+", x, y }')
			name="card-$strip-$half-$(basename "$1")"
			convert "$1" -crop "$place" +repage "$3/$name"
			convert "$3/$name" -rotate 90 "$3/side/$name"
		done
	done
}

# all_there FOLDER DPI: every public code twice (coupon and counterfoil), every hidden code once, and nothing else. A code that a look at the whole
# page misses among its 23 neighbours may be found by a look at its card alone. The first raster fixes the set that all others must give: the series
# is not told what to expect, but 34 different texts of each length is what a whole sheet has.
all_there() {
	local page
	read_codes "$1"/*.png | sort >"$1/codes"
	if ! tally "$1/codes" >/dev/null && command -v convert identify >/dev/null; then
		mkdir -p "$1/cards/side"
		for page in "$1"/*.png; do cards "$page" "$2" "$1/cards"; done
		read_codes "$1"/cards/*.png >"$1/closer"
		read_codes "$1"/cards/side/*.png >"$1/side"
		oftener "$1/codes" "$1/closer" >"$1/both"
		oftener "$1/both" "$1/side" | sort >"$1/codes"
		echo "    looked again, card by card"
	fi
	tally "$1/codes" || return 1
	[ -f "$scratch/codes" ] || cp "$1/codes" "$scratch/codes"
	cmp "$1/codes" "$scratch/codes"
}

# oftener FILE FILE: each line as often as in the file that has it more often.
oftener() {
	awk 'FNR == NR { a[$0]++; next } { b[$0]++ }
		END { for (c in b) if (b[c] > a[c]) a[c] = b[c]; for (c in a) for (i = 0; i < a[c]; i++) print c }' "$1" "$2"
}

# tally FILE: counts the codes.
tally() {
	awk -v n="$coupons" -v public="$public" -v hidden="$hidden" -v name="$1" '
		length($0) == public { seen[$0]++; p++; next }
		length($0) == hidden { h++; if (kept[$0]++) twice++; next }
		{ print "    an unexpected code of " length($0) " characters in " name; bad = 1 }
		END {
			for (code in seen) { different++; if (seen[code] != 2) halves++ }
			for (code in kept) secrets++
			print "    " p + 0 " public codes read, " different + 0 " different; " h + 0 " hidden, " secrets + 0 " different"
			exit bad || different != n || halves || secrets != n || twice
		}' "$1"
}

# worn FOLDER: the same pages after a hard life. Turned by two degrees, greyed by a bad copier, and folded twice beside the codes: two lines of
# 0.7 mm where the toner is gone, one down the page at its middle and one across it at its middle, where cards meet and no code stands.
worn() {
	local page name w h thick
	for page in "$1"/*.png; do
		name="$2/$(basename "$page")"
		read -r w h <<<"$(identify -format '%w %h' "$page")"
		thick=$(awk 'BEGIN { print 0.7 / 25.4 * 300 }')
		case $3 in
		turned) convert "$page" -background white -rotate 2 "$name" ;;
		grey) convert "$page" +level 25%,80% "$name" ;;
		folded) convert "$page" -fill none -stroke '#e8e8e8' -strokewidth "$thick" \
			-draw "line $((w / 2)),0 $((w / 2)),$h" -draw "line 0,$((h / 2)) $w,$((h / 2))" "$name" ;;
		esac
	done
}

market >"$scratch/log" 2>&1 || { sed 's/^/    /' "$scratch/log"; fail "a sheet of $coupons coupons"; exit 1; }
ok "a sheet of $coupons coupons"

mode=$(stat -c %a "$scratch/sheet.pdf" 2>/dev/null)
judge "the sheet is for its owner only (0600)" test "$mode" = 600

need "qpdf finds a sound file" qpdf && judge "qpdf finds a sound file" qpdf --check "$scratch/sheet.pdf"

if need "the text of the sheet has its Ğ1" pdftotext; then
	pdftotext -layout "$scratch/sheet.pdf" "$scratch/text"
	judge "the text of the sheet has its Ğ1" grep -q 'Ğ1' "$scratch/text"
	judge "the text of the sheet has its accents" grep -q 'Saint-Agrève' "$scratch/text"
fi

command_of() { case $1 in poppler) echo pdftoppm ;; mupdf) echo mutool ;; ghostscript) echo gs ;; esac; }

for rasteriser in poppler mupdf ghostscript; do
	for dpi in 300 150; do
		name="every code at $dpi dpi from $rasteriser"
		need "$name" zbarimg "$(command_of "$rasteriser")" || continue
		pages="$scratch/$rasteriser-$dpi"
		raster "$rasteriser" "$dpi" "$pages" >"$scratch/said" 2>&1 || { cat "$scratch/said"; fail "$name"; continue; }
		judge "$name" all_there "$pages" "$dpi"
	done
done

for wear in turned grey folded; do
	name="every code at 300 dpi when $wear"
	need "$name" zbarimg pdftoppm convert identify || continue
	pages="$scratch/$wear"
	mkdir -p "$pages"
	worn "$scratch/poppler-300" "$pages" "$wear" >"$scratch/said" 2>&1 || { cat "$scratch/said"; fail "$name"; continue; }
	judge "$name" all_there "$pages" 300
done

# What the codes are good for, taken from the paper and not from the program.
[ -f "$scratch/codes" ] || exit 0
awk -v n="$public" 'length($0) == n' "$scratch/codes" | sort -u >"$scratch/public"
awk -v n="$hidden" 'length($0) == n' "$scratch/codes" | sort -u >"$scratch/hidden"

# every_state STATE: the ledger says the same of every public code.
every_state() {
	local code
	while read -r code; do
		[ "$(say coupon check "$code" --json </dev/null | field state)" = "$1" ] || { echo "$code is not $1"; return 1; }
	done <"$scratch/public"
}

# exits STATUS INPUT COMMAND...: the command, fed with INPUT, ends with that status.
exits() {
	local want=$1 input=$2 got
	shift 2
	printf '%s\n' "$input" | say "$@"
	got=$?
	[ "$got" -eq "$want" ] || { echo "exit $got where $want was due: $*"; return 1; }
}

# a_forgery: the first public code with one character changed in its middle.
a_forgery() { head -n 1 "$scratch/public" | awk '{ c = substr($0, 60, 1); print substr($0, 1, 59) (c == "7" ? "8" : "7") substr($0, 61) }'; }

one=$(head -n 1 "$scratch/hidden")
two=$(sed -n 2p "$scratch/hidden")
judge "a new sheet is dormant" every_state dormant
judge "a dormant coupon does not cash" exits 3 "$one" coupon redeem --to asso
judge "handing over activates" exits 0 "" coupon activate "$series" "1-$coupons"
judge "an active sheet is good" every_state good
judge "the public side never cashes" exits 3 "$(head -n 1 "$scratch/public")" coupon redeem --to asso
judge "a hidden code as an argument is refused" exits 2 "" coupon redeem --to asso "$two"
judge "the hidden side cashes once" exits 0 "$one" coupon redeem --to asso
judge "the second attempt is refused" exits 3 "$one" coupon redeem --to asso
judge "an altered coupon is forged" exits 3 "" coupon check "$(a_forgery)"
judge "the books balance afterwards" exits 0 "" verify
