struct Pair {
    int first;
    int second;
};

int get()
{
    Pair pair = { 1, 2 };
    struct s { struct s s; struct s t; } s;
    pair.second = 5;
    return pair.first;
}
