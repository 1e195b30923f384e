// the compiler refuses each misuse, and nothing else
def lines = { String file, String word -> (new File(basedir, "src/main/kotlin/$file").readLines()
        .findIndexValues { it.contains(word) } as List).collect { "$file:${it + 1}".toString() } as Set }
def errors = (new File(basedir, 'build.log').text =~ /ERROR.*\/(\w+\.kt:\d+)/).collect { it[1] } as Set
assert errors == lines('Misuse.kt', '// misuse')
assert errors.size() == 3
