using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace SimConsole.Kernel;

/// <summary>Registers what the configuration says, and which keys it may have.</summary>
public static class SettingsServices
{
    /// <summary>
    /// Registers options that are bound to a section and validated at start. A list is bound item by item, or from one value with commas between.
    /// </summary>
    public static IServiceCollection AddSettings<TOptions>(this IServiceCollection services, string section) where TOptions : class, IValidatableObject, new()
    {
        services.AddOptions<TOptions>()
            .BindConfiguration(section)
            .Configure<IConfiguration>((options, configuration) => SplitLists(options, configuration.GetSection(section)))
            .ValidateOnStart();
        return services.AddSingleton<IValidateOptions<TOptions>, Validation<TOptions>>().AddKeysOf<TOptions>(section, isRead: true);
    }

    /// <summary>Registers the keys of a section, which may be one that is read only where another key says so.</summary>
    public static IServiceCollection AddKeysOf<TOptions>(this IServiceCollection services, string section, bool isRead = false) where TOptions : class, new()
    {
        var defaults = new TOptions();
        foreach (var property in typeof(TOptions).GetProperties().Where(property => property.CanWrite))
        {
            var isSecret = property.GetCustomAttribute<DataTypeAttribute>()?.DataType == DataType.Password;
            services.Add(new ConfigurationKey($"{section}:{property.Name}", property.PropertyType, Words(property.GetValue(defaults)), isSecret, isRead));
        }

        return services;
    }

    /// <summary>Registers a key that is read by itself.</summary>
    /// <param name="otherwise">What it is where it is not set, in words; null for nothing.</param>
    public static IServiceCollection AddKey<TValue>(this IServiceCollection services, string name, string? otherwise = null) =>
        services.Add(new ConfigurationKey(name, typeof(TValue), otherwise));

    /// <summary>Registers a key that is read by itself, and shown to nobody.</summary>
    public static IServiceCollection AddSecretKey(this IServiceCollection services, string name) =>
        services.Add(new ConfigurationKey(name, typeof(string), IsSecret: true));

    /// <summary>Registers a key that is no longer read, so that a person whose configuration still has it is told what to do.</summary>
    public static IServiceCollection AddFormerKey(this IServiceCollection services, FormerKey key) => services.AddSingleton(key);

    /// <summary>Checks the whole configuration before anything is done.</summary>
    /// <exception cref="ConfigurationException">Something is wrong; the message names every key.</exception>
    public static void CheckConfiguration(this IServiceProvider services)
    {
        string[] faults = [.. services.GetRequiredService<ConfigurationKeys>().Faults(services.GetRequiredService<IConfiguration>())];
        if (faults.Length == 0)
        {
            faults = ValuesThatWillNotDo(services.GetRequiredService<IStartupValidator>());
        }

        if (faults.Length > 0)
        {
            throw new ConfigurationException(string.Join(Environment.NewLine, faults));
        }
    }

    private static IServiceCollection Add(this IServiceCollection services, ConfigurationKey key)
    {
        services.TryAddSingleton<ConfigurationKeys>();
        return services.AddSingleton(key);
    }

    private static string? Words(object? value) => value switch
    {
        bool flag => flag ? "true" : "false",
        IList<string> list => string.Join(", ", list),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };

    private static string[] ValuesThatWillNotDo(IStartupValidator validator)
    {
        try
        {
            validator.Validate();
            return [];
        }
        catch (OptionsValidationException fault)
        {
            return [.. fault.Failures];
        }
        catch (AggregateException several) when (several.InnerExceptions.All(fault => fault is OptionsValidationException))
        {
            return [.. several.InnerExceptions.Cast<OptionsValidationException>().SelectMany(fault => fault.Failures).Distinct()];
        }
    }

    private static void SplitLists<TOptions>(TOptions options, IConfigurationSection section)
    {
        foreach (var property in typeof(TOptions).GetProperties())
        {
            if (property.GetValue(options) is IList<string> list && section[property.Name] is { Length: > 0 } values)
            {
                foreach (var value in values.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                {
                    list.Add(value);
                }
            }
        }
    }

    /// <summary>Says what the options themselves say, and nothing around it.</summary>
    private sealed class Validation<TOptions> : IValidateOptions<TOptions> where TOptions : class, IValidatableObject
    {
        public ValidateOptionsResult Validate(string? name, TOptions options)
        {
            string[] faults = [.. options.Validate(new ValidationContext(options)).Select(fault => fault.ErrorMessage!)];
            return faults.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
        }
    }
}
