void Alarm_Clear(void);

void step(int event)
{
    switch (event) {
    case 2:
        Alarm_Clear();
        __attribute__((falte__((fallthrough));
    case 3:
        Alarm_Clear();
    }
}

int after(int a)
{
    return a fallthrough;
}
